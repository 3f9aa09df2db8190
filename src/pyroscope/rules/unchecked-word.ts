import { excerpt } from '../../base/display.ts';
import { commonSources } from '../../base/rule-sources.ts';
import type { PyroscopeRule } from '../rule.ts';
import { sources } from '../sources.ts';
import { architectureIn } from './architecture.ts';

export const uncheckedWord: PyroscopeRule = {
  id: 'pyroscope.unchecked-word',
  severity: 'warning',
  title: 'A word that only the flag checks is one of those the flag takes',
  why: 'The flag refuses any other word, the file takes it: the server then runs with a mode that it does not know, admin_server.mode as if it were disabled.',
  sources: [sources.server, sources.limits, commonSources.pyroscopeParameters],
  covers: [],
  check(context) {
    for (const { key } of context.settings.written()) {
      const words = key.raw.flagWords;
      const setting = words ? context.settings.text(key.path) : undefined;
      if (!words || setting?.from !== 'file' || words.includes(setting.value)) continue;
      // There the server refuses it: pyroscope.write-path.
      if (key.path === 'limits.write_path' && architectureIn(context) !== 'v1-v2-dual') continue;
      context.report(setting, {
        message: `"${key.path}" knows ${words.join(', ')}, and takes "${excerpt(setting.value, 40)}" without a word`,
        place: key.path,
      });
    }
  },
};
