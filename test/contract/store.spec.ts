import { openNedb } from './open-nedb.js';
import { storeContract } from './store.contract.js';

storeContract('NeDB', openNedb);
