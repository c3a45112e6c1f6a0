// The page of an LMS around one SCO: a run-time that keeps to the standard (scorm-again), and a record of every call.
"use strict";
(() => {
  const { version, href, stored, refusesToSave, quiet } = JSON.parse(document.getElementById("launch").textContent);
  const is12 = version === "1.2";
  const runtime = new window[is12 ? "Scorm12API" : "Scorm2004API"]({ autocommit: false, logLevel: 5 });
  const names = is12
    ? ["LMSInitialize", "LMSFinish", "LMSGetValue", "LMSSetValue", "LMSCommit", "LMSGetLastError", "LMSGetErrorString", "LMSGetDiagnostic"]
    : ["Initialize", "Terminate", "GetValue", "SetValue", "Commit", "GetLastError", "GetErrorString", "GetDiagnostic"];
  const silent = new Set(names.slice(5));
  const saving = new Set([names[1], names[4]]);
  runtime.loadFromJSON(stored, "cmi");
  const record = { calls: [], last: performance.now(), left: false };
  const api = is12 ? {} : { version: "1.0" };
  let failed = false;
  for (const name of names) {
    api[name] = (...given) => {
      if (failed && name === names[5]) return is12 ? "101" : "391";
      failed = refusesToSave && saving.has(name);
      const answer = failed ? "false" : String(runtime[name](...given));
      if (!silent.has(name)) {
        const error = failed ? "0" : String(runtime[names[5]]());
        record.calls.push({ name: name.replace("LMS", "").replace("Finish", "Terminate"), given: given.map(String), answer, error, why: error === "0" ? "" : String(runtime[names[6]](error)) });
        record.last = performance.now();
      }
      return answer;
    };
  }
  window[is12 ? "API" : "API_1484_11"] = api;
  const frame = document.createElement("iframe");
  frame.style = "border: 0; height: 100vh; width: 100%";
  frame.src = href;
  document.body.append(frame);
  window.play = {
    record,
    isQuiet: () => performance.now() - record.last > quiet,
    leave: () => {
      frame.onload = () => { record.left = true; };
      frame.src = "about:blank";
    },
    stored: () => runtime.renderCMIToJSONObject().cmi,
  };
})();
