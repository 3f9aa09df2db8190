/** Command lines of containers, as far as they name a configuration file. */
import type { Located } from '../base/located.ts';
import type { Container } from '../base/rollout/workload.ts';

/** Boolean flags of `alloy run`, which take no word behind them. Source: grafana/alloy, internal/alloycli/cmd_run.go. */
const alloySwitch =
  /^--(?:server\.http\.(?:enable-(?:pprof|graphql|graphql-playground)|disable-support-bundle)|cluster\.(?:enabled|enable-tls|use-discovery-v1)|config\.bypass-conversion-errors|disable-reporting|feature\.(?:community-components|graphql|graphql-playground|prometheus\.direct-fanout)\.enabled)$/;

/** The file or folder of `alloy run PATH`; undefined where the words name none. */
export function alloyPath(container: Container): Located<string> | undefined {
  const words = wordsOf(container);
  const run = words.findIndex(({ value }) => value === 'run');
  if (run < 0) return undefined;
  let isValue = false;
  for (const word of words.slice(run + 1)) {
    if (isValue) isValue = false;
    else if (!word.value.startsWith('-')) return word;
    else isValue = word.value.startsWith('--') && !word.value.includes('=') && !alloySwitch.test(word.value);
  }
  return undefined;
}

/**
 * The value of Pyroscope's `-config.file`; undefined where it is not given. The last one counts, and the first word
 * that is no flag ends the flags: package flag of Go.
 */
export function pyroscopePath(container: Container): Located<string> | undefined {
  // Without a command the entrypoint of the image comes before the arguments.
  const words = [...(container.command?.slice(1) ?? []), ...(container.args ?? [])];
  let found: Located<string> | undefined;
  for (let index = 0; index < words.length; index++) {
    const word = words[index];
    const [, name, value] = /^--?([^=-][^=]*)(?:=(.*))?$/s.exec(word?.value ?? '') ?? [];
    if (!word || name === undefined) break;
    if (name !== 'config.file') {
      // Whether a flag without a value takes the next word depends on its type: a word that is no flag is its value.
      if (value === undefined && !words[index + 1]?.value.startsWith('-')) index++;
      continue;
    }
    if (value !== undefined) found = { ...word, value };
    else found = words[++index];
  }
  return found;
}

function wordsOf({ command, args }: Container): readonly Located<string>[] {
  return [...(command ?? []), ...(args ?? [])];
}
