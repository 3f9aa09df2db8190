import { configFile, positionalWord } from './command.ts';
import { dataDirectory } from './data-directory.ts';
import { embedAssets } from './embed-assets.ts';
import { frontend } from './frontend.ts';
import { fixedHashes } from './hashes.ts';
import { modulePath } from './module-path.ts';
import { exposedPort } from './port.ts';
import type { ContainerRule } from './rule.ts';
import { latest } from './tag.ts';
import { namedUser, rootUser } from './user.ts';
import { version } from './version.ts';

/** In the order of the documentation. */
export const containerRules: readonly ContainerRule[] = [
  embedAssets,
  frontend,
  modulePath,
  version,
  latest,
  fixedHashes,
  rootUser,
  namedUser,
  dataDirectory,
  exposedPort,
  configFile,
  positionalWord,
];
