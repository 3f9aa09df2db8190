/** Who is told: it changes no verdict, and hides one from whoever reads it there. */
import { excerpt } from '../../base/display.ts';
import type { Project } from '../project.ts';
import type { Weakening } from './weakening.ts';

/** Reports that are no longer written, and a person who is told less often. */
export function weakenedTold(base: Project, now: Project): readonly Weakening[] {
  const gone = base.outputs.filter(
    ({ format, path }) => !now.outputs.some((one) => one.format === format && one.path.value === path.value),
  );
  const weaker = gone.map(
    ({ format, path }): Weakening => ({
      place: `outputs/${path.value}`,
      message: `the report ${format} is no longer written to ${excerpt(path.written, 80)}`,
    }),
  );
  if (base.notify?.value !== 'always' || now.notify?.value === 'always') return weaker;
  const at = now.notify ? { at: now.notify } : {};
  const message = 'a person is told of another verdict alone, and was after every run';
  return [...weaker, { place: 'notify/when', ...at, message }];
}
