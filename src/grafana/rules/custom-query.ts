import { entryOf, textAt } from '../../base/yaml-documents.ts';
import { linksOf } from '../links.ts';
import { isSet, truthAt } from '../read.ts';
import type { FileRule } from '../rule.ts';
import { sources } from '../sources.ts';

export const queryIgnored: FileRule = {
  id: 'grafana.query-ignored',
  severity: 'warning',
  title: 'The query of a link stands beside customQuery: true',
  why: 'Without it, Grafana builds the query of the tags and ignores the one that is written. With customQuery: true and no query there is nothing to ask.',
  sources: [sources.spanLinks, sources.tempoLinks],
  check({ file, report }) {
    for (const { key, node, written, place } of linksOf(file)) {
      if (key !== 'tracesToProfiles' && key !== 'tracesToLogsV2') continue;
      const query = entryOf(node, 'query');
      const custom = entryOf(node, 'customQuery');
      const isCustom = truthAt(node, 'customQuery') === true;
      if (query && isSet(node, 'query') && !isCustom)
        report(query.keySpan, {
          message: `the query is ignored without customQuery: true`,
          hint: 'Write customQuery: true, or take the query out',
          place: `${place}/query`,
        });
      if (isCustom && (!isSet(node, 'query') || textAt(node, 'query')?.text.trim() === ''))
        report((custom ?? written).keySpan, {
          message: 'customQuery is true, and there is no query',
          hint: 'Write the query, or take customQuery out',
          place: `${place}/customQuery`,
        });
    }
  },
};

export const queryBraces: FileRule = {
  id: 'grafana.query-braces',
  severity: 'blocker',
  title: 'A custom query for profiles is a whole selector in braces',
  why: "Grafana sends the text to Pyroscope as the label selector, and Pyroscope's parser wants braces around it. Grafana's own sample has none.",
  sources: [sources.tempoLinks, sources.selectorParser, 'grafana/pyroscope, pkg/querier/querier.go'],
  check({ file, report }) {
    for (const { node, place } of linksOf(file, 'tracesToProfiles')) {
      const query = textAt(node, 'query');
      if (!query || truthAt(node, 'customQuery') !== true) continue;
      const text = query.text.trim();
      // A query that is one variable of the environment may hold them.
      if (text === '' || (text.startsWith('{') && text.endsWith('}')) || /^\$(?!\$)/.test(text)) continue;
      report(query, {
        message: 'the custom query is no selector in braces',
        hint: 'Write {…} around it',
        place: `${place}/query`,
      });
    }
  },
};
