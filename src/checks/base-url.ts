/** Whether a text is a URL to which names can be appended: http or https, without a password, a query or a fragment. */
export function isBaseUrl(text: string): boolean {
  if (!/^https?:\/\/[^\s?#\\]+$/i.test(text) || !URL.canParse(text)) return false;
  const { username, password, hostname } = new URL(text);
  return username === '' && password === '' && hostname !== '';
}
