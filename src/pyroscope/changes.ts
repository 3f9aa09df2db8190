/** What --upgrade-to has to say. */
import type { RuleText } from '../base/rule-text.ts';
import { sources } from './sources.ts';

export const defaultChanges: RuleText = {
  id: 'pyroscope.default-changes',
  severity: 'warning',
  title: 'A default that changes is known',
  why: 'What the file leaves out works differently with the other version. A change that moves data, or deletes it, is a warning, the rest is an info.',
  sources: [sources.schemas],
};

export const typeChanges: RuleText = {
  id: 'pyroscope.type-changes',
  severity: 'info',
  title: 'A key that is written has the same type in the other version',
  why: 'What is written may mean something else there; what it refuses is a blocker of its own.',
  sources: [sources.schemas],
};

export const storageChanges: RuleText = {
  id: 'pyroscope.storage-changes',
  severity: 'warning',
  title: 'It is decided which storage the server uses with 2.x',
  why: '1.x stores as v1. From 2.0 on architecture_storage is v1-v2-dual by default and writes go to the segment writer: the metastore’s raft folder and the bucket must survive a restart, and the way back to 1.x does not see what was written since.',
  sources: [
    'grafana/pyroscope docs, release-notes/v2-0.md',
    'grafana/pyroscope docs, reference-pyroscope-v2-architecture/migrate-from-v1/index.md',
  ],
};

export const newKeys: RuleText = {
  id: 'pyroscope.new-keys',
  severity: 'info',
  title: 'What the other version can be told is known',
  why: 'Keys that the version in use does not have yet.',
  sources: [sources.schemas],
};

export const changeRules: readonly RuleText[] = [defaultChanges, typeChanges, storageChanges, newKeys];
