import { InputError } from '../base/errors.ts';

/** What may be given several times, and yargs' own lists. */
const repeatable = new Set([
  '_',
  '--',
  'hosts',
  'paths',
  'identity',
  'pack',
  'set',
  'kind',
  'facts',
  'output',
  'sanitiser',
  'configuration',
  'verify',
  'upgrade-to',
  'validate',
  'token-origin',
]);

/**
 * An option that is given twice arrives as a list, which no comparison expects: `--axis policy --axis function` would
 * let everything pass. Throws InputError for one that is not repeatable. Returns true, as yargs wants it.
 */
export function refuseTwice(args: Readonly<Record<string, unknown>>): true {
  // Of an option and its alias, the option.
  const twice = Object.keys(args).find((name) => name.length > 1 && Array.isArray(args[name]) && !repeatable.has(name));
  if (twice !== undefined) throw new InputError(`--${twice} is given twice. Give it once.`);
  return true;
}
