import { leasesContract } from './leases.contract.js';
import { openNedb } from './open-nedb.js';

leasesContract('NeDB', openNedb);
