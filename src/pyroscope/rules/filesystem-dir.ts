import type { PyroscopeRule } from '../rule.ts';

export const filesystemDir: PyroscopeRule = {
  id: 'pyroscope.filesystem-dir',
  severity: 'warning',
  title: 'storage.filesystem.dir is not emptied',
  why: 'The server takes an empty one for its working directory, which is / in the image.',
  sources: ['thanos-io/objstore, providers/filesystem'],
  covers: ['filesystem-dir-empty'],
  check({ settings, report }) {
    const folder = settings.text('storage.filesystem.dir');
    if (settings.text('storage.backend')?.value !== 'filesystem' || folder?.value !== '' || folder.from === 'default')
      return;
    report(folder, {
      message: 'storage.filesystem.dir is empty, which means the working directory',
      hint: 'Write a folder on a volume',
      place: folder.path,
    });
  },
};
