import { deletedLater } from './deleted-later.ts';
import { duplicateName, duplicateUid } from './duplicates.ts';
import { derivedUid, linkType, uidElsewhere, uidIsName, uidIsType, unresolvedUid } from './links.ts';
import type { AcrossRule } from './rule.ts';
import { twoDefaults } from './two-defaults.ts';

export const acrossRules: readonly AcrossRule[] = [
  twoDefaults,
  duplicateName,
  duplicateUid,
  deletedLater,
  unresolvedUid,
  uidElsewhere,
  uidIsType,
  uidIsName,
  linkType,
  derivedUid,
];
