import type { PyroscopeRule } from '../rule.ts';
import { sources } from '../sources.ts';
import { usesV2 } from './architecture.ts';

export const storageBackend: PyroscopeRule = {
  id: 'pyroscope.storage-backend',
  severity: 'blocker',
  title: 'A server that needs a bucket has a storage.backend',
  why: 'Empty, it is refused with architecture_storage v2 and v1-v2-dual, and by the storage module of a target without all. It is empty by default from 1.2 to 1.21.',
  sources: [sources.server, sources.modules],
  covers: ['storage-backend-empty-v2', 'storage-backend-empty-micro', 'R4.2'],
  check(context) {
    const backend = context.settings.text('storage.backend');
    const targets = context.settings.list('target');
    if (backend?.value !== '') return;
    const hint = 'Write one of s3, gcs, azure, swift, cos, filesystem';
    if (usesV2(context)) {
      const architecture = context.settings.text('architecture_storage');
      context.report(backend, {
        message: `storage.backend is empty, and architecture_storage ${architecture?.value ?? 'v2'} needs one`,
        hint,
        place: 'storage.backend',
      });
    } else if (targets && targets.value.length > 0 && !targets.value.includes('all'))
      context.report(backend.from === 'default' ? targets : backend, {
        message: `storage.backend is empty${backend.from === 'default' ? ' by default' : ''}, and a target without all needs one`,
        hint,
        place: 'storage.backend',
      });
  },
};
