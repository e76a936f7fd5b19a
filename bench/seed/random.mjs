import { A, F8 } from "./options.mjs";

// ---- PRNG (sfc32) ----
let a = 0x9e3779b9 ^ A.seed,
  b = 0x243f6a88,
  c = 0xb7e15162,
  d = (A.seed * 2654435761) >>> 0;
export function u32() {
  const t = (((a + b) | 0) + d) | 0;
  d = (d + 1) | 0;
  a = b ^ (b >>> 9);
  b = (c + (c << 3)) | 0;
  c = (c << 21) | (c >>> 11);
  c = (c + t) | 0;
  return t >>> 0;
}
for (let i = 0; i < 20; i++) u32();
export const rnd = () => u32() / 4294967296,
  int = (n) => u32() % n,
  pick = (arr) => arr[u32() % arr.length];
export const HEX = Array.from({ length: 65536 }, (_, i) => i.toString(16).padStart(4, "0"));
export const h8 = () => {
  const x = u32();
  return HEX[x >>> 16] + HEX[x & 65535];
};
export const hex = (n) => {
  let s = "";
  while (s.length < n) s += h8();
  return s.slice(0, n);
};
export const jid = () => h8() + h8() + h8();
export const uuid = () => {
  const x = h8() + h8() + h8() + h8();
  return `${x.slice(0, 8)}-${x.slice(8, 12)}-4${x.slice(13, 16)}-a${x.slice(17, 20)}-${x.slice(20)}`;
};
export const ts = (sec) => (F8 ? Math.round(sec * 1000) : Math.round(sec * 1e6) / 1e6);
