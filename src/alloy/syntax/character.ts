/** Characters that begin no token, and names in other scripts. */

const letter = /\p{L}/u;
const digit = /\p{Nd}/u;

/** The end of the letters and decimal digits, _ included, from `at` on. For what is not ASCII alone. */
export function endOfWord(text: string, at: number): number {
  let end = at;
  while (end < text.length) {
    const code = text.codePointAt(end) ?? 0;
    if (code < 0x80 ? !isWordCode(code) : !isForeignLetter(code) && !digit.test(String.fromCodePoint(code))) break;
    end += code > 0xffff ? 2 : 1;
  }
  return end;
}

/** A letter behind ASCII. */
export function isForeignLetter(code: number): boolean {
  return code >= 0x80 && letter.test(String.fromCodePoint(code));
}

/** ASCII letters, digits and _. */
export function isWordCode(code: number): boolean {
  const lower = code | 32;
  return (lower >= 97 && lower <= 122) || (code >= 48 && code <= 57) || code === 95;
}

/** An identifier from its first to its last character; keywords are none. */
export function isIdentifier(text: string): boolean {
  const first = text.codePointAt(0) ?? 0;
  if (first < 0x80 ? !isWordCode(first) || (first >= 48 && first <= 57) : !isForeignLetter(first)) return false;
  return endOfWord(text, 0) === text.length && text !== 'true' && text !== 'false' && text !== 'null';
}

/** `U+0023 '#'`, as Alloy writes a character; what does not print is its number alone. */
export function characterName(code: number): string {
  const character = String.fromCodePoint(code);
  const number = `U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
  return /[\p{L}\p{M}\p{N}\p{P}\p{S}]/u.test(character) ? `${number} '${character}'` : number;
}

/** What a person most likely meant by a character that begins no token. */
export function characterHint(code: number): string | undefined {
  const character = String.fromCodePoint(code);
  switch (character) {
    case '#':
      return 'Comments begin with //, or stand between /* and */';
    case ';':
      return 'A newline ends a statement: take the ; out';
    case ':':
      return 'Write = between a name and its value';
    case '?':
      return 'Alloy has no conditional operator. coalesce(…) takes the first value that is not empty';
    case '$':
      return 'Alloy puts no variables into its text. sys.env("NAME") reads a variable of the environment';
    case '@':
      return 'Text stands between double quotes';
    case '\\':
      return 'A statement goes on in the next line after an operator, a comma or an opening bracket, without a backslash';
  }
  if ('“”„‟«»‘’‚‛'.includes(character)) return 'Write the straight double quote "';
  if (/[\p{Zs}\p{Zl}\p{Zp}\p{Cf}]/u.test(character))
    return 'It looks like a blank or like nothing: replace it by a blank';
  if (/[\p{Pd}−]/u.test(character)) return 'Write the minus of the keyboard: -';
  return undefined;
}
