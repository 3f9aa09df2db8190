/** `{NAME}` in the runbook of a check stands for the value of a parameter. */

const placeholder = /\{([a-z0-9]+(?:[.-][a-z0-9]+)*)\}(\/?)/g;

/** The parameters that a text names. */
export function placeholdersIn(text: string): string[] {
  return [...text.matchAll(placeholder)].map(([, name = '']) => name);
}

/** The text with the values; one that is not set, or empty, leaves nothing, and takes a slash behind it along. */
export function filled(text: string, parameters: Readonly<Record<string, unknown>>): string {
  return text.replace(placeholder, (_, name: string, slash: string) => {
    const value = Object.hasOwn(parameters, name) ? parameters[name] : null;
    return value === null || value === undefined || value === '' ? '' : `${String(value).replace(/\/+$/, '')}${slash}`;
  });
}
