#!/bin/sh
# Usage: office.sh BIN FOLDER. Builds the edition for facilitators, and writes each page as LibreOffice shows it to FOLDER.
set -eu
bin=$1 into=$2
rm -rf "$into"
"$bin/scorm-export" build course_source/* --target facilitator --language all -o "$into"
for package in "$into"/*.zip; do
    folder=${package%.zip}
    "$bin/python" -m zipfile -e "$package" "$folder"
    mkdir "$folder/pages"
    soffice --headless --convert-to pdf --outdir "$folder/pages" "$folder"/*.pptx "$folder"/*.docx >/dev/null
    for document in "$folder"/pages/*.pdf; do
        pdftoppm -r 50 -png "$document" "${document%.pdf}"
    done
    for document in "$folder"/*.pdf; do
        pdftoppm -r 50 -png "$document" "$folder/pages/typst-$(basename "$document" .pdf)"
    done
    echo "$folder: $(ls "$folder"/pages/*.png | wc -l) pages"
done
