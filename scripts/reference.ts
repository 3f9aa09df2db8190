/** Writes the generated parts of docs/: what rules are for on their pages, and docs/checks.md. A test fails where they are stale. */
import { writeFile } from 'node:fs/promises';
import { referencePages } from './reference/pages.ts';

for (const { path, text } of await referencePages()) await writeFile(path, text);
