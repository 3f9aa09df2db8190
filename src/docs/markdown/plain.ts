/** The text of a heading or a cell as it is read, without its markup. */
export function plainText(markdown: string): string {
  return markdown
    .split(/(`+[^`]{0,500}`+)/)
    .map((piece, index) => (index % 2 === 1 ? piece.replaceAll('`', '').trim() : withoutMarkup(piece)))
    .join('')
    .replace(/\s+/g, ' ')
    .trim();
}

function withoutMarkup(text: string): string {
  return text
    .replace(/!?\[\[(?:[^[\]|]{0,300}\|)?([^[\]|]{0,300})\]\]/g, '$1')
    .replace(/!\[[^[\]]{0,300}\]\([^()]{0,500}\)/g, '')
    .replace(/\[([^[\]]{0,300})\](?:\([^()]{0,500}\)|\[[^[\]]{0,300}\])/g, '$1')
    .replace(/<\/?[A-Za-z][^<>]{0,300}>/g, '')
    .replace(/\*+|~~/g, '')
    .replace(/(?<![\p{L}\p{N}\\])_+(?=\S)|(?<=\S)_+(?![\p{L}\p{N}])/gu, '')
    .replace(/\\([!-/:-@[-`{-~])/g, '$1');
}
