import { excerpt } from '../../base/display.ts';
import { didYouMean } from '../../base/suggest.ts';
import { isOnlyWithVariable, moduleNames, v1Modules } from '../modules.ts';
import type { PyroscopeRule } from '../rule.ts';
import { sources } from '../sources.ts';
import { architectureIn } from './architecture.ts';

export const target: PyroscopeRule = {
  id: 'pyroscope.target',
  severity: 'blocker',
  title: 'Every name in target is a module of this server',
  why: 'The server does not start with an empty target, nor with a name that it does not know. With architecture_storage v2 it does not know the modules of v1.',
  sources: [sources.server, sources.modules],
  covers: ['target-empty', 'arch-v2-v1-target', 'R4.6'],
  check(context) {
    const { settings, version, report, notLookedInto } = context;
    const setting = settings.list('target');
    if (!setting) return;
    const at = { ...setting, place: 'target' };
    if (setting.value.length === 0)
      report(at, {
        message: 'The target is empty: the server starts with no module',
        hint: 'Write all',
        place: 'target',
      });
    const names = moduleNames(version);
    const isV2 = architectureIn(context) === 'v2';
    for (const name of setting.value) {
      const shown = excerpt(name, 60);
      if (!names.includes(name))
        report(at, {
          message: `Pyroscope ${version.shown} has no module "${shown}"`,
          hint: didYouMean(name, names).trim() || 'Write all, or names with commas and no blanks between them',
          place: 'target',
        });
      else if (isV2 && v1Modules.includes(name))
        report(at, {
          message: `The module "${shown}" does not exist with architecture_storage v2`,
          hint: 'Take it out, or set architecture_storage: v1-v2-dual',
          place: 'target',
        });
      else if (isOnlyWithVariable(name, version))
        notLookedInto.add(`whether the module ${name} is there, which depends on the variable PYROSCOPE_V2`);
    }
  },
};
