/** Messages come without a capital and a full stop. A name that begins one, such as a component's, stays as it is. */
export function capitalised(text: string): string {
  return /^[a-z]+(?![\w.:/=-])/.test(text) ? text.charAt(0).toUpperCase() + text.slice(1) : text;
}
