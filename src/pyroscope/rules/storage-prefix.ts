import { excerpt } from '../../base/display.ts';
import type { PyroscopeRule } from '../rule.ts';
import { sources } from '../sources.ts';

export const storagePrefix: PyroscopeRule = {
  id: 'pyroscope.storage-prefix',
  severity: 'blocker',
  title: 'storage.prefix is a path of plain names',
  why: 'The server refuses a leading slash, an empty segment, . and .., any character but letters, digits, _ - and ., and a segment that begins with a digit; a slash at the end is fine. It refuses storage_prefix, the old name, beside it.',
  sources: [sources.storage],
  covers: ['storage-prefix-both', 'storage-prefix-chars', 'R4.5'],
  check({ settings, report }) {
    const prefix = settings.text('storage.prefix');
    const old = settings.text('storage.storage_prefix');
    if (prefix && old && prefix.value !== '' && old.value !== '')
      report(old, {
        message: 'storage.prefix and storage.storage_prefix are both set',
        hint: 'Take storage_prefix out, the old name',
        place: old.path,
      });
    for (const setting of [prefix, old]) {
      const fault = setting ? faultOf(setting.value) : undefined;
      if (setting && fault)
        report(setting, { message: `"${excerpt(setting.value, 60)}" is no prefix: ${fault}`, place: setting.path });
    }
  },
};

function faultOf(prefix: string): string | undefined {
  if (prefix === '') return undefined;
  if (prefix.startsWith('/')) return 'it begins with a slash';
  const segments = prefix.replace(/\/$/, '').split('/');
  if (segments.includes('')) return 'a segment is empty';
  if (segments.includes('.') || segments.includes('..')) return 'a segment is . or ..';
  if (segments.some((segment) => !/^[A-Za-z0-9_.-]+$/.test(segment)))
    return 'it may hold letters, digits, _ - and . alone';
  return segments.some((segment) => /^\d/.test(segment)) ? 'a segment begins with a digit' : undefined;
}
