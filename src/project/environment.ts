/** Variables of the environment in preflight.yaml: `${PREFLIGHT_VAR_NAME}`, where the schema says so. */
import { excerpt } from '../base/display.ts';
import type { InputError } from '../base/errors.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Only names that begin so are read. The file may come from a stranger's pull request: any other name could carry a
 * token of CI into an address that the stranger reads.
 */
const prefix = 'PREFLIGHT_VAR_';
const valueLimit = 1000;

/** Throws what `say` makes of a message: a variable that is not there, or must not be read here. */
export function interpolated(text: string, environment: Environment, say: (message: string) => InputError): string {
  return text.replace(/\$\{([^}]*)\}?/g, (whole, name: string) => {
    if (!whole.endsWith('}')) throw say('a variable of the environment is not closed. Write ${PREFLIGHT_VAR_NAME}.');
    if (!name.startsWith(prefix) || !/^[A-Z0-9_]+$/.test(name))
      throw say(
        `"${excerpt(name, 80)}" is not read from the environment. Only variables that begin with ${prefix} are, so that no secret gets in here.`,
      );
    const value = Object.hasOwn(environment, name) ? environment[name] : undefined;
    if (value === undefined || value === '')
      throw say(`the environment has no ${name}. Set it, or write the value here.`);
    if (value.length > valueLimit || /\p{Cc}/u.test(value))
      throw say(`${name} is too long, or holds a character that is no text. Set another value.`);
    return value;
  });
}

/** Whether a text looks as if it was to be read from the environment. */
export function hasVariable(text: string): boolean {
  return /\$\{[A-Za-z_]/.test(text);
}
