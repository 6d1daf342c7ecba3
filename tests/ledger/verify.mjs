// Checks a .tlog-proof with WebCrypto alone: node verify.mjs PROOF VKEY
import { readFileSync } from "node:fs";
const sha = async (...parts) => Buffer.from(await crypto.subtle.digest("SHA-256", Buffer.concat(parts)));
const [file, vkey] = process.argv.slice(2);
const [name, id, blob] = [vkey.split("+")[0], vkey.split("+")[1], vkey.split("+").slice(2).join("+")];
const text = readFileSync(file, "utf8");
const split = text.indexOf("\n\n");
const [head, note] = [text.slice(0, split).split("\n"), text.slice(split + 2)];
const body = note.slice(0, note.lastIndexOf("\n\n") + 1);
const key = await crypto.subtle.importKey("raw", Buffer.from(blob, "base64").subarray(1), "Ed25519", false, ["verify"]);
const line = note.slice(body.length + 1).split("\n").find((l) => l.startsWith(`\u2014 ${name} `));
const signature = Buffer.from(line.split(" ")[2], "base64");
let good = signature.subarray(0, 4).toString("hex") === id;
good &&= await crypto.subtle.verify("Ed25519", key, signature.subarray(4), Buffer.from(body));
let [index, last] = [Number(head.find((l) => l.startsWith("index ")).slice(6)), Number(body.split("\n")[1]) - 1];
let hash = await sha(Buffer.from([0]), Buffer.from(head[1].slice(6), "base64"));
for (const one of head.slice(3).map((l) => Buffer.from(l, "base64"))) {
  if (index & 1 || index === last) {
    hash = await sha(Buffer.from([1]), one, hash);
    while (!(index & 1) && index) [index, last] = [index >> 1, last >> 1];
  } else hash = await sha(Buffer.from([1]), hash, one);
  [index, last] = [index >> 1, last >> 1];
}
good &&= last === 0 && hash.toString("base64") === body.split("\n")[2];
console.log(good ? Buffer.from(head[1].slice(6), "base64").toString() : "refused");
process.exit(good ? 0 : 1);
