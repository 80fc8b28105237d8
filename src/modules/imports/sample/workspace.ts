import type { AuthoredEntry } from './authoring.js';
import { HANDBOOK } from './handbook.js';
import { MARKET } from './market.js';
import { PANTRY } from './pantry.js';
import { PROJECTS } from './projects.js';
import { READING } from './reading.js';
import { RECIPES } from './recipes.js';
import { TEAM } from './team.js';

export const WORKSPACE_NAME = 'Otter Lane Bakery';

/** The workspace that is drawn on first start. It is nobody's: the bakery, the people and the books are invented. */
export const WORKSPACE: readonly AuthoredEntry[] = [
  ...HANDBOOK,
  ...TEAM,
  ...RECIPES,
  ...PANTRY,
  ...PROJECTS,
  ...MARKET,
  ...READING,
];
