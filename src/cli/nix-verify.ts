/** `preflight nix --verify`: what each setting becomes, from which file, at which priority. */
import { printable } from '../base/display.ts';
import { InputError } from '../base/errors.ts';
import { padded } from '../base/width.ts';
import { EvaluationError } from '../nix/evaluated/evaluation-error.ts';
import { type Verified, type VerifiedKey, verify } from '../tasks/verify.ts';
import { print } from './output.ts';

export interface VerifyArguments {
  readonly verify: readonly string[];
  readonly flake?: string | undefined;
  readonly 'eval-timeout': number;
}

/** 0: every key has one value; 1: NixOS would refuse the configuration; 3: a value is not known. */
export async function runVerify({ verify: files, flake, 'eval-timeout': seconds }: VerifyArguments): Promise<number> {
  if (files.length === 0 && flake === undefined)
    throw new InputError('Name the files to verify: preflight nix --verify configuration.nix');
  try {
    const verified = await verify(files, flake, seconds);
    await print(`${linesOf(verified).join('\n')}\n`);
    if (verified.refused || verified.keys.some(({ status }) => status === 'conflict')) return 1;
    return verified.keys.some(({ status }) => status === 'unknown') ? 3 : 0;
  } catch (error) {
    if (!(error instanceof EvaluationError)) throw error;
    process.stderr.write(`preflight: ${printable(error.message)}. Without the flake: preflight nix --verify FILE…\n`);
    return error.kind === 'failed' || error.kind === 'recursion' || error.kind === 'no-host' ? 1 : 3;
  }
}

const names: Readonly<Record<number, string>> = {
  10: 'mkVMOverride',
  50: 'mkForce',
  100: 'plain',
  1000: 'mkDefault',
  1500: 'mkOptionDefault',
};

function linesOf({ by, keys, notes }: Verified): string[] {
  const width = Math.max(
    0,
    ...keys.flatMap(({ definitions }) => definitions.map(({ place }) => printable(place).length)),
  );
  return [
    `${by}.`,
    ...notes.map((note) => `  not looked into: ${printable(note)}`),
    ...keys.flatMap((one) => [
      '',
      headOf(one),
      ...one.definitions.map((definition) => definitionLine(definition, width)),
    ]),
    ...(keys.length === 0 ? ['', 'No boot.kernel.sysctl is defined.'] : []),
  ];
}

function headOf({ key, value, status }: VerifiedKey): string {
  if (status === 'conflict')
    return `${printable(key)}: defined several times with the same strength, which NixOS refuses`;
  if (status === 'refused')
    return `${printable(key)}: no value of a sysctl, which NixOS refuses; is a key without its quotes?`;
  return `${printable(key)} = ${status === 'unknown' ? 'not known' : shown(value)}`;
}

function definitionLine(
  { place, value, priority, condition }: VerifiedKey['definitions'][number],
  width: number,
): string {
  const strength = priority === undefined ? '' : `${names[priority] ?? 'mkOverride'} (${priority})`;
  const when = condition === 'holds' ? '' : `its condition ${condition === 'not known' ? 'is not known' : condition}`;
  return `  ${[padded(printable(place), width), value === undefined ? '' : shown(value), strength, when].filter(Boolean).join('  ')}`;
}

function shown(value: VerifiedKey['value']): string {
  return value === undefined ? 'nothing' : printable(JSON.stringify(value));
}
