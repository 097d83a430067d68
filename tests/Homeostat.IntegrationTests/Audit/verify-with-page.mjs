// The page's own code on the files of a log: node verify-with-page.mjs PAGE LOG KEY INDEX, once per line of standard input.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const [page, log, key, index] = process.argv.slice(2);
const script = /<script id="verifier">([\s\S]*?)<\/script>/.exec(await readFile(page, 'utf8'))[1];
const verifier = new Function(`${script}; return verifier;`)();
const read = name => readFile(join(log, name)).then(bytes => new Uint8Array(bytes), () => null);

for await (const _ of createInterface({ input: process.stdin })) {
  try {
    const result = await verifier.verify(read, key, index, () => {});
    console.log(`verified ${result.size} 0x${verifier.hex(result.root)} ${result.inclusion?.index} ${result.inclusion?.proof.length}`);
  } catch (wrong) {
    console.log(`wrong ${wrong.message.replaceAll('\n', ' ')}`);
  }
}
