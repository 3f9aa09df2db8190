import { commonSources } from '../../base/rule-sources.ts';
import { type Recipe, wordsOf } from '../recipe.ts';
import { computed, type InScope, textOf } from '../scope.ts';
import { type ContainerFinding, type ContainerRule, inspectImage } from './rule.ts';

interface Command {
  /** What comes after the program. */
  readonly words: readonly InScope[];
  readonly span: ContainerFinding['span'];
}

/** The command of each image that has one; undefined where it is computed. */
function commandsOf({
  images,
}: Recipe): { readonly at: ContainerFinding['span']; readonly command: Command | undefined }[] {
  return images.map((image) => {
    const [program, ...words] = [...(wordsOf(image, 'Entrypoint') ?? []), ...(wordsOf(image, 'Cmd') ?? [])];
    return { at: image.at, command: program && { words, span: program.expression } };
  });
}

const isConfigFile = (word: InScope): boolean => /^--?config\.file(?:=|$)/.test(textOf(word) ?? '');

export const configFile: ContainerRule = {
  id: 'container.config-file',
  severity: 'warning',
  title: 'The command of the image names a configuration',
  why: 'Without -config.file the server runs with its defaults, unless every manifest gives the argument.',
  sources: [commonSources.pyroscopeImage],
  check(recipe) {
    if (!recipe.isPyroscope) return [];
    return commandsOf(recipe).flatMap(({ at, command }): ContainerFinding[] => {
      if (!command) {
        const message = 'the command of the image is not written as a list here';
        return [{ span: at, message, hint: inspectImage(recipe.source.path), status: 'unknown' }];
      }
      if (command.words.some(isConfigFile)) return [];
      if (command.words.some((word) => textOf(word) === undefined || textOf(word) === computed)) return [];
      const hint = 'Add "-config.file=/etc/pyroscope/config.yaml" to config.Cmd.';
      return [{ span: command.span, message: 'the command of the image has no -config.file', hint }];
    });
  },
};

export const positionalWord: ContainerRule = {
  id: 'container.positional-word',
  severity: 'blocker',
  title: 'No word without a dash stands before the flags',
  why: 'The flags end at the first word without a dash. From 2.0 nothing complains: the server starts with its defaults, its configuration unread.',
  sources: [commonSources.pyroscopeMain],
  check(recipe) {
    if (!recipe.isPyroscope) return [];
    return commandsOf(recipe).flatMap(({ command }) => {
      const words = command?.words ?? [];
      const index = words.findIndex((word) => /^[^-…]/.test(textOf(word) ?? computed));
      const word = words[index];
      // The value of a flag that is written apart.
      const before = words[index - 1];
      const isValue = before && /^--?[\w.-]+$/.test(textOf(before) ?? '');
      if (!word || isValue || !words.slice(index + 1).some((later) => textOf(later)?.startsWith('-'))) return [];
      const hint = 'Leave the word out.';
      return [{ span: word.expression, message: 'the flags after this word are not read', hint }];
    });
  },
};
