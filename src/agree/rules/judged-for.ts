import { excerpt } from '../../base/display.ts';
import type { Configured } from '../../base/rollout/rollout.ts';
import { ourOwn } from '../../base/rule-sources.ts';
import type { Run } from '../link.ts';
import type { AgreementRule, Report } from '../rule.ts';
import { versionIn } from '../version-text.ts';

export const judgedFor: AgreementRule = {
  id: 'agree.judged-for',
  severity: 'warning',
  title: 'A configuration is judged for the version that runs it',
  why: 'Another version takes other keys and arguments, so what was found may not be what happens.',
  sources: [ourOwn('agreement-rules.md', 'keys and arguments change with minor versions')],
  check({ runs }, report) {
    for (const run of runs.alloy) compare(run, 'Alloy', report);
    for (const run of runs.pyroscope) compare(run, 'Pyroscope', report);
  },
};

function compare(run: Run<Configured<{ readonly version: string }>>, program: string, report: Report): void {
  const { image } = run.container;
  const judged = run.configured?.summary.version;
  const tag = image?.tag === undefined ? undefined : versionIn(image.tag);
  if (!image || tag === undefined || judged === undefined) return;
  // Keys and arguments change with minor versions only.
  if (minorOf(tag) === minorOf(judged)) return;
  const from = run.configured?.version;
  report({
    at: image.tagAt ?? image,
    message: `The image is ${program} ${tag}, and its configuration was judged for ${excerpt(judged, 40)}`,
    related: from ? [{ ...from, message: excerpt(from.value, 120) }] : [],
  });
}

function minorOf(version: string): string {
  return version.split('.').slice(0, 2).join('.');
}
