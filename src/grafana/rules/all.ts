import type { FileRule } from '../rule.ts';
import { access } from './access.ts';
import { apiVersion, legacyFormat } from './api-version.ts';
import { basicAuth, tlsMaterial, tlsSkipVerify } from './authentication.ts';
import { queryBraces, queryIgnored } from './custom-query.ts';
import { doubtfulDollar, unescapedDollar } from './dollar.ts';
import { httpHeader } from './http-header.ts';
import { editable, featureToggle, pruneVersion, removedSetting, version } from './lifecycle.ts';
import { noV2, oldTracesToLogs } from './link-keys.ts';
import { linkUid } from './link-uid.ts';
import { minStep } from './min-step.ts';
import { profileType } from './profile-type.ts';
import { misplacedSecret, plainSecret } from './secrets.ts';
import { strayApiVersion } from './stray-api-version.ts';
import { tagLabel, tagsAsText } from './tags.ts';
import { typeAlias, typeName, unknownType } from './type-name.ts';
import { url, urlLocalhost } from './url.ts';

/** What one file alone shows. They run in this order, and the schema after them. */
export const fileRules: readonly FileRule[] = [
  apiVersion,
  legacyFormat,
  strayApiVersion,
  pruneVersion,
  typeName,
  typeAlias,
  unknownType,
  url,
  urlLocalhost,
  access,
  unescapedDollar,
  doubtfulDollar,
  linkUid,
  noV2,
  oldTracesToLogs,
  tagsAsText,
  tagLabel,
  queryBraces,
  queryIgnored,
  profileType,
  featureToggle,
  minStep,
  httpHeader,
  basicAuth,
  tlsMaterial,
  tlsSkipVerify,
  misplacedSecret,
  plainSecret,
  editable,
  version,
  removedSetting,
];
