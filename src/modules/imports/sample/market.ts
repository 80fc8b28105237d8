import type { AuthoredPage } from './authoring.js';

/** Saturdays. */
export const MARKET: AuthoredPage[] = [
  {
    key: 'market',
    title: 'Saturday market',
    icon: '🎪',
    within: 'home',
    created: '2025-03-22 15:00',
    edited: '2026-07-18 15:40',
    body: [
      'We stand between the cheese and the second-hand books, from eight until the bread runs out.',
      '@kofi loads on Friday night (@packing) and has [the van](van) warm by half past six.',
      'What sells: @lane-loaf and @crackers by the jar. What does not: anything called wholesome.',
      'Since June there is [a second table](p-table), mostly for elbows.',
      { comment: '@marguerite, the book stall would swap a cookery book for a loaf every week. I said yes.' },
    ],
  },
  {
    key: 'packing',
    title: 'The packing list',
    icon: '📦',
    within: 'market',
    created: '2025-03-28 18:20',
    edited: '2026-07-17 18:30',
    body: [
      'Crates, cloths, cash box, the good knife. The good knife rides up front in @van and comes home again.',
      'Forty long loaves, thirty twists, and a crate of honey that we sell for [Mrs Plum](plum).',
      'Print the card from [the allergen page](allergens), both sides.',
      { bookmark: 'market', caption: 'Where we stand, with the map' },
    ],
  },
  {
    key: 'van',
    title: 'Bertha',
    icon: '🚐',
    within: 'market',
    created: '2025-04-04 07:10',
    edited: '2026-05-05 07:30',
    body: [
      'Our van. Starts on the second try. On the third, phone @kofi.',
      'Never reverse with @agatha on board. She expands.',
      'On Tuesdays she also goes round by [the mill](kettlewick), for ballast.',
      'Friday night: load by @packing, heavy things over the axle, ready for the @market.',
      { link_to_page: 'packing' },
    ],
  },
];
