/** Any text as one word of POSIX sh. */
export function shellWord(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

/** The same where a shell would take it for something else; else as it is, which is easier to read. */
export function shellText(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : shellWord(text);
}
