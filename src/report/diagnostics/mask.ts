/** Reports end in logs that many can read: a line that is shown keeps its secrets to itself. */

/** A name that ends in one of these words, and a string behind it: `password = "…"`, `"client_secret" = "…"`. */
const secret =
  /((?:password|passwd|secret|token|credentials?|api_?key|access_?key|private_?key|client_?key|secret_?key|authorization|httpHeaderValue\d{0,4})"?\s*[=:]\s*)(["'`])((?:\\.|(?!\2)[^\\])*)/gi;
/** The same in YAML, where a string needs no quotes: `basicAuthPassword: …`. A reference such as `$PASSWORD` may be seen. */
const plain =
  /((?:password|passwd|secret|token|credentials?|api_?key|access_?key|private_?key|client_?key|secret_?key|authorization|httpHeaderValue\d{0,4})["']?[ \t]*:[ \t]+)(?!["'`$|>&*!{[])([^\n,}]+)/gi;
/** user:password@ in a URL. */
const userInfo = /(:\/\/[^\s/:@"'`]{0,200}:)([^\s/@"'`]{1,200})(?=@)/g;

/** The line with secrets replaced by as many asterisks, so that columns stay. */
export function masked(line: string): string {
  return line
    .replace(secret, (_, name: string, quote: string, value: string) => `${name}${quote}${'*'.repeat(value.length)}`)
    .replace(plain, (_, name: string, value: string) => name + '*'.repeat(value.length))
    .replace(userInfo, (_, before: string, password: string) => before + '*'.repeat(password.length));
}
