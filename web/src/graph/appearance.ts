import type { GraphLink, GraphNode } from '../api/types.js';
import { emojiOf, titleOf, visibleKind } from './model.js';
import { CANVAS, groupColour, kindColour, mix, translucent, type Theme } from './palette.js';
import type { Focus, ViewState } from './view-state.js';

export interface NodeLook {
  color: string;
  label: string;
  /** Its label is drawn whatever the room. */
  forceLabel: boolean;
  highlighted: boolean;
}

export interface EdgeLook {
  color: string;
  size: number;
  hidden: boolean;
  type: 'line' | 'arrow';
}

const LABEL_LENGTH = 32;
/** More labels than this around one page would cover it. */
const FORCED_NEIGHBOURS = 24;

const characters = new Intl.Segmenter(undefined, { granularity: 'grapheme' });
/** Looks are asked for at every refresh; a node's label never changes. */
const labels = new WeakMap<GraphNode, string>();

export function labelOf(node: GraphNode): string {
  let label = labels.get(node);
  if (label === undefined) {
    const emoji = emojiOf(node.icon);
    label = emoji === null ? shortened(titleOf(node)) : `${emoji} ${shortened(titleOf(node))}`;
    labels.set(node, label);
  }
  return label;
}

/** Cut between whole characters, so that no emoji falls apart. */
function shortened(title: string): string {
  if (title.length <= LABEL_LENGTH) return title;
  // A character has many code units at worst; more than this of the title is never looked at.
  const parts = Array.from(characters.segment(title.slice(0, LABEL_LENGTH * 16)), ({ segment }) => segment);
  if (parts.length <= LABEL_LENGTH) return title;
  const kept = parts.slice(0, LABEL_LENGTH - 1).join('');
  return `${kept.trimEnd()}…`;
}

export function nodeLook(node: GraphNode, state: ViewState, focus: Focus | null, theme: Theme): NodeLook {
  const colour = groupColour(node.group, theme);
  const inFocus = focus === null || focus.nodes.has(node.id);
  const inGroups = state.groups.size === 0 || state.groups.has(node.group);
  const centre = focus?.centre === node.id || state.selected === node.id;
  if (!centre && (!inFocus || (focus === null && !inGroups))) {
    return { color: mix(colour, CANVAS[theme], 0.82), label: '', forceLabel: false, highlighted: false };
  }
  return {
    color: colour,
    label: labelOf(node),
    forceLabel: centre || (focus !== null && focus.nodes.size <= FORCED_NEIGHBOURS),
    highlighted: centre,
  };
}

/** `crowd`: how many links are drawn, because a thousand translucent lines add up to an opaque one. */
export function edgeLook(
  link: GraphLink,
  endsInGroups: boolean,
  state: ViewState,
  focus: Focus | null,
  theme: Theme,
  crowd: number,
): EdgeLook {
  const kind = visibleKind(link, state.hiddenKinds);
  if (kind === null) return { color: CANVAS[theme], size: 0, hidden: true, type: 'line' };
  const colour = kindColour(kind, theme);
  const weight = 1.5 + Math.min(1.2, Math.log2(Math.max(1, link.value)) * 0.4);
  const touchesFocus = focus !== null && (link.source === focus.centre || link.target === focus.centre);
  if (touchesFocus) {
    const arrow = link.directed && state.selected === focus.centre && state.hovered === null;
    return { color: translucent(colour, 0.9), size: weight + 0.7, hidden: false, type: arrow ? 'arrow' : 'line' };
  }
  const base = theme === 'dark' ? 0.5 : 0.58;
  const thin = Math.min(1, Math.max(0.3, (1200 / Math.max(1, crowd)) ** 0.35));
  const dim = focus !== null || !endsInGroups;
  const quiet = kind === 'child' ? 0.8 : 1;
  return { color: translucent(colour, dim ? 0.07 : base * thin * quiet), size: weight, hidden: false, type: 'line' };
}
