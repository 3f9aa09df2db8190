/**
 * Writes schemas/alloy/catalogue.jsonl: npx tsx scripts/alloy-catalogue.ts FILE...
 *
 * A FILE is facts of components (one version, or several merged), facts of the standard library (`identifiers`), or a
 * catalogue. They are laid over one another in the order given, so a new version of Alloy is one data file:
 * `npx tsx scripts/alloy-catalogue.ts schemas/alloy/catalogue.jsonl alloy-1.20.json`.
 * What the facts do not hold (arguments that are ignored or deprecated) is in schemas/alloy/notes.json.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { readCatalogue } from '../src/alloy/catalogue/catalogue.ts';
import { type Facts, factsOf, withLibrary } from './alloy/facts.ts';
import { addVersion } from './alloy/merge.ts';
import { withNotes } from './alloy/notes.ts';
import { catalogueText } from './alloy/write.ts';

const files = process.argv.slice(2);
let facts: Facts | undefined;
for (const file of files) {
  const text = await readFile(file, 'utf8');
  if (file.endsWith('.jsonl')) {
    facts = factsOf(readCatalogue(text));
    continue;
  }
  const read = JSON.parse(text);
  if (!read.components) facts = withLibrary(facts, read);
  else facts = facts ? addVersion(facts, read) : { identifiers: {}, ...read };
}
if (!facts) throw new Error('name the files that hold the facts');
const notes = JSON.parse(await readFile('schemas/alloy/notes.json', 'utf8'));
const day = new Date().toISOString().slice(0, 10);
await writeFile('schemas/alloy/catalogue.jsonl', catalogueText(withNotes(facts, notes.notes), day));
