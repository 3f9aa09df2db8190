import { excerpt } from '../../base/display.ts';
import type { Located } from '../../base/located.ts';
import type { DataSource } from '../../base/rollout/configurations.ts';
import { sources } from '../sources.ts';
import type { AcrossContext, AcrossRule } from './rule.ts';

export const duplicateName: AcrossRule = {
  id: 'grafana.duplicate-name',
  severity: 'blocker',
  title: 'No two data sources of an organisation have the same name, over all files',
  why: 'Grafana finds a data source by its name, so that the second one overwrites the first.',
  sources: [sources.provisioner],
  check(context) {
    eachTwice(
      context,
      ({ name }) => name,
      (second, first) =>
        context.report(second.name, {
          message: `the name "${excerpt(second.name.value, 80)}" is used twice, and this data source overwrites the other`,
          hint: 'Give each a name of its own',
          place: `datasources/${excerpt(second.name.value, 80)}/name`,
          related: [{ file: first.file, span: first.span, message: 'the other one' }],
        }),
    );
  },
};

export const duplicateUid: AcrossRule = {
  id: 'grafana.duplicate-uid',
  severity: 'blocker',
  title: 'No two data sources of an organisation have the same uid, over all files',
  why: 'Grafana refuses the second one, and does not start.',
  sources: [sources.store, sources.provisioner],
  check(context) {
    // Of the same name they are one data source, and that is said already.
    const written = ({ uid }: DataSource): Located<string> | undefined => (uid.isDerived ? undefined : uid);
    eachTwice(context, written, (second, first, before) => {
      if (before.name.value === second.name.value) return;
      context.report(second.uid, {
        message: `the uid "${excerpt(second.uid.value, 80)}" is used twice`,
        hint: 'Give each a uid of its own',
        place: `datasources/${excerpt(second.name.value, 80)}/uid`,
        related: [{ file: first.file, span: first.span, message: 'the other one' }],
      });
    });
  },
};

function eachTwice(
  { dataSources }: AcrossContext,
  of: (dataSource: DataSource) => Located<string> | undefined,
  visit: (second: DataSource, first: Located<string>, before: DataSource) => void,
): void {
  const seen = new Map<string, { readonly value: Located<string>; readonly dataSource: DataSource }>();
  for (const dataSource of dataSources) {
    const value = of(dataSource);
    if (!value) continue;
    const key = JSON.stringify([dataSource.org, value.value]);
    const first = seen.get(key);
    if (first) visit(dataSource, first.value, first.dataSource);
    else seen.set(key, { value, dataSource });
  }
}
