import { excerpt } from '../../base/display.ts';
import { textAt } from '../../base/yaml-documents.ts';
import { linksOf } from '../links.ts';
import { constantAt, isSet } from '../read.ts';
import type { FileRule } from '../rule.ts';

const usual = 'process_cpu:cpu:nanoseconds:cpu:nanoseconds';

export const profileType: FileRule = {
  id: 'grafana.profile-type',
  severity: 'blocker',
  title: 'A link from traces to profiles has a profileTypeId of five parts, or six with delta',
  why: 'The parts are name, sample type, sample unit, period type and period unit, separated by colons. The server refuses another number of them, and without a type the result is empty.',
  sources: ['grafana/pyroscope, pkg/model (ParseProfileTypeSelector)'],
  check({ file, report }) {
    for (const { node, written, place } of linksOf(file, 'tracesToProfiles')) {
      if (!isSet(node, 'profileTypeId')) {
        report(written.keySpan, {
          message: 'the link has no profileTypeId',
          hint: `Write profileTypeId: "${usual}"`,
          place: `${place}/profileTypeId`,
        });
        continue;
      }
      const at = textAt(node, 'profileTypeId');
      const id = constantAt(node, 'profileTypeId');
      if (!at || (id === undefined && at.text !== '') || (id !== undefined && isProfileType(id))) continue;
      report(at, {
        message: `the profileTypeId "${excerpt(at.text, 80)}" does not have five parts, or six with delta`,
        hint: `Write for example "${usual}"`,
        place: `${place}/profileTypeId`,
      });
    }
  },
};

function isProfileType(id: string): boolean {
  const parts = id.split(':');
  return parts.every((part) => part !== '') && (parts.length === 5 || (parts.length === 6 && parts[5] === 'delta'));
}
