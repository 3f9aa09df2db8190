import { excerpt } from '../../base/display.ts';
import { nearest } from '../../base/suggest.ts';
import { rightType } from '../rules/type-name.ts';
import { sources } from '../sources.ts';
import type { ResolvedLink, Verdict } from './resolve.ts';
import type { AcrossContext, AcrossFinding, AcrossRule } from './rule.ts';

export const unresolvedUid: AcrossRule = {
  id: 'grafana.unresolved-uid',
  severity: 'blocker',
  title: 'A link leads to a data source that the files provide',
  why: 'Grafana shows no link whose datasourceUid is that of no data source. The files provide one of the right type, and the link misses it.',
  sources: [sources.spanLinks, sources.dataSourceLookup],
  check(context) {
    eachLink(context, 'missing', ({ uid, candidates, key }, say) => {
      if (candidates.length === 0) return;
      const uids = candidates.slice(0, 50).map((candidate) => candidate.uid.value);
      const near = nearest(uid.value, uids) ?? uids[0] ?? '';
      say({
        message: `${key} leads to "${excerpt(uid.value, 80)}", and no data source has that uid`,
        hint: `Write datasourceUid: ${excerpt(near, 80)}`,
        related: candidates
          .slice(0, 3)
          .map(({ name }) => ({ file: name.file, span: name.span, message: 'a data source of the right type' })),
      });
    });
  },
};

export const uidElsewhere: AcrossRule = {
  id: 'grafana.uid-elsewhere',
  severity: 'warning',
  title: 'The files provide a data source of the type that a link leads to',
  why: 'It may be there already, made by hand or from other files. Then whoever rolls this out relies on its uid.',
  sources: [sources.spanLinks, sources.dataSourceLookup],
  check(context) {
    eachLink(context, 'missing', ({ uid, candidates, key }, say) => {
      if (candidates.length > 0) return;
      say({
        message: `${key} leads to "${excerpt(uid.value, 80)}", which these files do not provide`,
        hint: 'Provide it with that uid, or look in Grafana whether it is there',
      });
    });
  },
};

export const uidIsType: AcrossRule = {
  id: 'grafana.uid-is-type',
  severity: 'blocker',
  title: 'A datasourceUid is a uid, not the type of a data source',
  why: "A sample in Grafana's documentation has the plugin's type in its place. It leads nowhere unless a data source really has that uid.",
  sources: [sources.tempoLinks, sources.dataSourceLookup],
  check(context) {
    eachLink(context, 'type', ({ uid, candidates, key }, say) => {
      const [first] = candidates;
      say({
        message: `${key} leads to "${excerpt(uid.value, 80)}", which is a type and the uid of no data source`,
        hint: first ? `Write datasourceUid: ${excerpt(first.uid.value, 80)}` : 'Write the uid of the data source',
      });
    });
  },
};

export const uidIsName: AcrossRule = {
  id: 'grafana.uid-is-name',
  severity: 'warning',
  title: 'A datasourceUid is a uid, not the name of a data source',
  why: 'Grafana looks among the names when there is no such uid, so that the link works until somebody renames the data source.',
  sources: [sources.dataSourceLookup],
  check(context) {
    eachLink(context, 'name', ({ uid, target, key }, say) =>
      say({
        message: `${key} leads to "${excerpt(uid.value, 80)}", which is the name of a data source`,
        hint: `Write datasourceUid: ${excerpt(target?.uid.value ?? '', 80)}`,
      }),
    );
  },
};

export const linkType: AcrossRule = {
  id: 'grafana.link-type',
  severity: 'blocker',
  title: 'A link leads to a data source of the type that it is for',
  why: 'For tracesToProfiles that is grafana-pyroscope-datasource. Grafana makes no link to another one, or one whose query the other cannot read.',
  sources: [sources.spanLinks, sources.linkSettings],
  check(context) {
    eachLink(context, 'other-type', ({ target, key, wanted, uid }, say) => {
      // Of a type that is none it is said where it is written.
      const meant = target && rightType(target.type.value);
      if (meant !== undefined && wanted.has(meant)) return;
      say({
        message: `${key} leads to "${excerpt(uid.value, 80)}", whose type is ${excerpt(target?.type.value ?? '', 80)}`,
        hint: `Lead it to one of the type ${[...wanted][0]}`,
        ...(target ? { related: [{ file: target.type.file, span: target.type.span, message: 'its type' }] } : {}),
      });
    });
  },
};

export const derivedUid: AcrossRule = {
  id: 'grafana.derived-uid',
  severity: 'warning',
  title: 'A data source that a link leads to has its uid written down',
  why: 'Without one, Grafana makes one of the name when it first puts the data source in. A data source of that name that is there already keeps its own uid, and the link misses it.',
  sources: [sources.fileTypes, sources.provisioner],
  check(context) {
    eachLink(context, 'derived', ({ target, uid, key }, say) =>
      say({
        message: `${key} leads to "${excerpt(uid.value, 80)}", which Grafana makes of a name on a first insert only`,
        hint: `Write uid: ${excerpt(uid.value, 80)} into the data source`,
        ...(target ? { related: [{ file: target.name.file, span: target.name.span, message: 'it has no uid' }] } : {}),
      }),
    );
  },
};

function eachLink(
  { links, report }: AcrossContext,
  verdict: Verdict,
  visit: (link: ResolvedLink, say: (finding: Omit<AcrossFinding, 'place'>) => void) => void,
): void {
  for (const link of links) {
    if (link.verdict !== verdict) continue;
    const place = `datasources/${excerpt(link.from.name.value, 80)}/jsonData/${link.key}/datasourceUid`;
    visit(link, (finding) => report(link.uid, { ...finding, place }));
  }
}
