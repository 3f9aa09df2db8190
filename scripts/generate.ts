/** Writes src/generated/: types and validators of schemas/, the texts of the probe, the shipped packs, the reference. */
import { mkdir, rm } from 'node:fs/promises';
import { writePacks } from './generate/packs.ts';
import { writePyroscopeValidators } from './generate/pyroscope-validators.ts';
import { writeReference } from './generate/reference.ts';
import { writeTexts } from './generate/texts.ts';
import { writeTypes } from './generate/types.ts';
import { writeValidators } from './generate/validators.ts';

const out = 'src/generated';
await rm(out, { recursive: true, force: true });
await mkdir(out, { recursive: true });
await Promise.all([
  writeTypes(out),
  writeValidators(out),
  writeTexts(out),
  writePyroscopeValidators(out),
  writeReference(out),
]);
// Packs are parsed by the loader itself, which needs the validators.
await writePacks(out);
