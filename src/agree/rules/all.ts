import type { AgreementRule } from '../rule.ts';
import { adminProbe } from './admin-probe.ts';
import { configurationPath } from './configuration-path.ts';
import { httpPort } from './http-port.ts';
import { judgedFor } from './judged-for.ts';
import { kernelVersion } from './kernel-version.ts';
import { listenPort } from './listen-port.ts';
import { pathNotMounted } from './path-not-mounted.ts';
import { replicationFactor } from './replication-factor.ts';
import { scheme } from './scheme.ts';
import { servicePort } from './service-port.ts';
import { tenantDiffers } from './tenant-differs.ts';
import { tenantIgnored } from './tenant-ignored.ts';
import { tenantMissing } from './tenant-missing.ts';
import { unknownService } from './unknown-service.ts';
import { versionsDiffer } from './versions-differ.ts';
import { volumeFills } from './volume-fills.ts';
import { wrongServer } from './wrong-server.ts';

/** Every rule over several files. */
export const agreementRules: readonly AgreementRule[] = [
  unknownService,
  servicePort,
  scheme,
  wrongServer,
  httpPort,
  listenPort,
  adminProbe,
  configurationPath,
  pathNotMounted,
  tenantMissing,
  tenantIgnored,
  tenantDiffers,
  kernelVersion,
  judgedFor,
  versionsDiffer,
  volumeFills,
  replicationFactor,
];
