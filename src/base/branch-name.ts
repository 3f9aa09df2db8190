/** What git takes for no name of a branch (git check-ref-format), and what would be an option. */
const refused = /[\x00-\x20\x7f~^:?*[\\\ufffd]|^[-/.]|\/\/|\.\.|@\{|^@$|\/\.|\.lock(?:\/|$)|[/.]$/;
const nameLimit = 1000;

/** Why a text is no name of a branch, a tag or a commit; undefined when it is one. */
export function branchFault(name: string): string | undefined {
  return name === '' || name.length > nameLimit || refused.test(name)
    ? 'is no name of a branch. Name one as git branch lists it.'
    : undefined;
}
