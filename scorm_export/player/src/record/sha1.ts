/**
 * SHA-1 (FIPS 180-4), for ids derived from names (RFC 9562, 5.5), which need no secrecy. The browser's own is available on
 * secure pages only and is asynchronous; a library's is five times as long.
 */
export function sha1(data: Uint8Array): Uint8Array {
  const blocks = new DataView(new ArrayBuffer(Math.ceil((data.length + 9) / 64) * 64));
  data.forEach((byte, n) => blocks.setUint8(n, byte));
  blocks.setUint8(data.length, 0x80);
  // Names are shorter than 512 MiB, so the upper half of the length is 0.
  blocks.setUint32(blocks.byteLength - 4, data.length * 8);
  const hash = [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0] as [number, number, number, number, number];
  const words = new Int32Array(80);
  for (let start = 0; start < blocks.byteLength; start += 64) {
    let [a, b, c, d, e] = hash;
    for (let n = 0; n < 80; n++) {
      const word = (back: number): number => words[n - back] ?? 0;
      words[n] = n < 16 ? blocks.getInt32(start + n * 4) : rotate(word(3) ^ word(8) ^ word(14) ^ word(16), 1);
      const [mixed, constant] =
        n < 20 ? [(b & c) | (~b & d), 0x5a827999]
        : n < 40 ? [b ^ c ^ d, 0x6ed9eba1]
        : n < 60 ? [(b & c) | (b & d) | (c & d), 0x8f1bbcdc]
        : [b ^ c ^ d, 0xca62c1d6];
      [a, b, c, d, e] = [(rotate(a, 5) + mixed + e + constant + word(0)) | 0, a, rotate(b, 30), c, d];
    }
    [a, b, c, d, e].forEach((value, n) => (hash[n] = ((hash[n] ?? 0) + value) | 0));
  }
  const digest = new DataView(new ArrayBuffer(20));
  hash.forEach((value, n) => digest.setInt32(n * 4, value));
  return new Uint8Array(digest.buffer);
}

function rotate(word: number, bits: number): number {
  return (word << bits) | (word >>> (32 - bits));
}
