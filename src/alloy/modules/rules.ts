/** What is asked of files that a configuration imports. */
import type { RuleText } from '../../base/rule-text.ts';
import { sources } from '../sources.ts';

export const importRules: readonly RuleText[] = [
  {
    id: 'alloy.import-missing',
    severity: 'blocker',
    title: 'A file that is imported is there',
    why: 'Alloy refuses the configuration. Where the path does not begin with module_path it is a warning: Alloy looks in the folder that it is started in, preflight beside the file.',
    sources: [sources.importFile],
  },
  {
    id: 'alloy.import-outside',
    severity: 'warning',
    title: 'A file that is imported lies in the repository',
    why: 'An absolute path, or one that leaves the repository, names a file of the machine that Alloy runs on. It was not read, and what it declares is taken on trust.',
    sources: [sources.importFile],
  },
  {
    id: 'alloy.import-unreadable',
    severity: 'blocker',
    title: 'A file that is imported can be read',
    why: 'It is a pipe or a device, no UTF-8, or larger than 16 MB, and nothing can be said of what it declares.',
    sources: [sources.importFile, sources.scanner],
  },
  {
    id: 'alloy.import-statement',
    severity: 'blocker',
    title: 'A file that is imported holds declare and import blocks only',
    why: 'Alloy refuses a module that does anything by itself.',
    sources: [sources.modules],
  },
  {
    id: 'alloy.import-cycle',
    severity: 'blocker',
    title: 'Files do not import each other',
    why: 'Alloy follows the circle without end.',
    sources: [sources.modules],
  },
];
