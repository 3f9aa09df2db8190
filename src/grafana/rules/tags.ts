import { excerpt } from '../../base/display.ts';
import { itemsAt, textAt } from '../../base/yaml-documents.ts';
import { linksOf } from '../links.ts';
import { constantAt, isSet } from '../read.ts';
import type { FileRule } from '../rule.ts';
import { sources } from '../sources.ts';

export const tagsAsText: FileRule = {
  id: 'grafana.tags-as-text',
  severity: 'blocker',
  title: 'Tags of a link are objects with a key',
  why: "Grafana looks for the key of each tag. A plain string has none, so that no tag is ever found and the link does not appear. A page of Grafana's documentation shows them as strings.",
  sources: [sources.spanLinks, sources.linkSettings],
  check({ file, report }) {
    for (const { node, place } of linksOf(file)) {
      for (const tag of itemsAt(node, 'tags')) {
        if (tag.kind !== 'text') continue;
        report(tag, {
          message: `the tag "${excerpt(tag.text, 40)}" is a string, and Grafana looks for its key`,
          hint: `Write - key: ${labelled(excerpt(tag.text, 40))}, or leave tags out for the defaults`,
          place: `${place}/tags`,
        });
      }
    }
  },
};

export const tagLabel: FileRule = {
  id: 'grafana.tag-label',
  severity: 'blocker',
  title: 'A tag whose name has a dot says which label it becomes',
  why: 'Without a value the key itself is the label of the selector, and labels of Pyroscope, Prometheus and Loki have no dots: nothing matches, or the query is refused. Leaving tags out is right: the defaults map service.name to service_name.',
  sources: [sources.spanLinks, sources.tempoLinks],
  check({ file, report }) {
    const dotted = /[^A-Za-z0-9_]/;
    for (const { key: link, node, place } of linksOf(file)) {
      // Elasticsearch and others take names with dots.
      if (link === 'tracesToLogsV2') continue;
      for (const tag of itemsAt(node, 'tags')) {
        const name = constantAt(tag, 'key');
        const value = constantAt(tag, 'value');
        if (
          name === undefined ||
          (value === undefined ? isSet(tag, 'value') && textAt(tag, 'value')?.text !== '' : !dotted.test(value))
        )
          continue;
        if (value === undefined && !dotted.test(name)) continue;
        const at = textAt(tag, value === undefined ? 'key' : 'value') ?? tag;
        report(at, {
          message: `"${excerpt(value ?? name, 80)}" is used as a label, and no label has such a name`,
          hint: `Write value: ${excerpt((value ?? name).replace(/[^A-Za-z0-9_]/g, '_'), 80)} beside the key`,
          place: `${place}/tags/${excerpt(name, 80)}`,
        });
      }
    }
  },
};

/** A key and, where it cannot be a label, the label that is usual. */
function labelled(key: string): string {
  return /[^A-Za-z0-9_]/.test(key) ? `${key} with value: ${key.replace(/[^A-Za-z0-9_]/g, '_')}` : key;
}
