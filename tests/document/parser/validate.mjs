// Reads a document from its standard input as AsyncAPI's reference parser does. Prints every finding but
// the hint that there is a newer version; fails when there is one, or no document.
import { Parser } from '@asyncapi/parser';
import { readFileSync } from 'node:fs';

const { document, diagnostics } = await new Parser().parse(readFileSync(0, 'utf8'));
const found = diagnostics.filter(({ code }) => code !== 'asyncapi-latest-version');
for (const { path, message } of found) {
  console.log(`${path.join('.')}: ${message}`);
}
process.exit(document && found.length === 0 ? 0 : 1);
