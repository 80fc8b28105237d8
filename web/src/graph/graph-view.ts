import { DirectedGraph } from 'graphology';
import { Sigma } from 'sigma';
import { EdgeArrowProgram, EdgeRectangleProgram } from 'sigma/rendering';
import { edgeLook, nodeLook } from './appearance.js';
import { LabelLayer } from './label-layer.js';
import type { GraphModel } from './model.js';
import { createNodeProgram } from './node-program.js';
import { CANVAS, rgb, type Theme } from './palette.js';
import { nodeSize, positionsOf, type Point } from './positions.js';
import { focusOf, INITIAL_VIEW, type Focus, type ViewState } from './view-state.js';

export interface Covered {
  left: number;
  right: number;
  bottom: number;
}

export interface GraphViewEvents {
  onHover(node: string | null): void;
  onPick(node: string | null): void;
  /** After a frame that shows nodes. */
  onDrawn(): void;
  /** Pixels at the sides that lie under the legend and the panel. */
  covered(): Covered;
}

const FLY_MS = 550;
/** Beyond this, moving every node smoothly costs more than it explains. */
const ANIMATED_NODES = 4000;
/** Beyond this, pointing lights up a node's own links and leaves the rest as it is, so that the pointer never waits. */
const DIMMED_LINKS = 6000;

const reducedMotion = (): boolean => matchMedia('(prefers-reduced-motion: reduce)').matches;

/** The glue to sigma: it owns the canvas and turns pure looks into sigma's display data. Nothing else knows sigma. */
export class GraphView {
  private readonly renderer: Sigma;
  private readonly labels = new LabelLayer();
  private readonly observer: ResizeObserver;
  private model: GraphModel | null = null;
  private state: ViewState = INITIAL_VIEW;
  private focus: Focus | null = null;
  /** On a large graph, the pointed-at node; its state then never holds one. */
  private glow: string | null = null;
  private theme: Theme;
  private frame = 0;

  constructor(
    container: HTMLElement,
    theme: Theme,
    private readonly events: GraphViewEvents,
  ) {
    this.theme = theme;
    this.labels.theme = theme;
    const surface = (): ReturnType<typeof rgb> => rgb(CANVAS[this.theme]);
    this.renderer = new Sigma(new DirectedGraph(), container, {
      allowInvalidContainer: true,
      defaultNodeType: 'page',
      defaultEdgeType: 'line',
      nodeProgramClasses: { page: createNodeProgram(false, surface), database: createNodeProgram(true, surface) },
      edgeProgramClasses: { line: EdgeRectangleProgram, arrow: EdgeArrowProgram },
      defaultDrawNodeLabel: this.labels.collect,
      defaultDrawNodeHover: this.labels.drawHover,
      labelDensity: 2.2,
      labelGridCellSize: 90,
      labelRenderedSizeThreshold: 3.2,
      minEdgeThickness: 0.7,
      stagePadding: container.offsetWidth < 560 ? 30 : 56,
      zoomingRatio: 1.5,
      minCameraRatio: 0.02,
      maxCameraRatio: 3,
      nodeReducer: (id, data) => ({ ...data, ...this.lookOfNode(id) }),
      edgeReducer: (_id, data) => ({ ...data, ...this.lookOfEdge(data['index'] as number) }),
    });
    this.renderer.on('enterNode', ({ node }) => events.onHover(node));
    this.renderer.on('leaveNode', () => events.onHover(null));
    this.renderer.on('clickNode', ({ node }) => events.onPick(node));
    this.renderer.on('clickStage', () => events.onPick(null));
    this.renderer.on('afterRender', () => {
      this.labels.paint(this.renderer);
      if (this.renderer.getGraph().order > 0) events.onDrawn();
    });
    this.observer = new ResizeObserver(() => this.renderer.scheduleRefresh());
    this.observer.observe(container);
  }

  /**
   * Shows a graph. A newer version of the one on screen (`fresh` false) glides to its new places under a camera that
   * stays, so that the reader keeps hers. Nobody has a place on an empty map.
   */
  setModel(model: GraphModel, state: ViewState, fresh: boolean): void {
    cancelAnimationFrame(this.frame);
    const before = this.renderer.getGraph();
    const targets = positionsOf([...model.nodes.values()]);
    const glide = !fresh && model.nodes.size <= ANIMATED_NODES && !reducedMotion();
    const starts = new Map<string, Point>();
    if (glide) {
      before.forEachNode((id, at) => {
        if (targets.has(id)) starts.set(id, { x: at['x'] as number, y: at['y'] as number });
      });
    }
    this.model = model;
    this.applyState(state);
    this.renderer.setGraph(graphOf(model, targets, starts, this.scale()));
    if (starts.size > 0) this.glide(starts, targets);
    if (fresh || before.order === 0) this.renderer.getCamera().setState(this.fitted());
  }

  setState(state: ViewState): void {
    const before = { state: this.state, glow: this.glow };
    this.applyState(state);
    const now = this.state;
    if (sameView(before.state, now)) {
      if (before.glow === this.glow) return;
      const edges = [...this.edgesAt(before.glow), ...this.edgesAt(this.glow)];
      this.renderer.refresh({ schedule: true, skipIndexation: true, partialGraph: { edges } });
      return;
    }
    // Arrows live in another program than lines: where an edge may have changed sides, all are sorted anew.
    const arrows = showsArrows(before.state) || showsArrows(now);
    const moved =
      before.state.selected !== now.selected ||
      before.state.hiddenKinds !== now.hiddenKinds ||
      showsArrows(before.state) !== showsArrows(now);
    const graph = this.renderer.getGraph();
    const partialGraph = { nodes: graph.nodes(), edges: graph.edges() };
    this.renderer.refresh({ schedule: true, skipIndexation: !(arrows && moved), partialGraph });
  }

  setTheme(theme: Theme): void {
    this.theme = theme;
    this.labels.theme = theme;
    this.renderer.scheduleRefresh();
  }

  /** Brings a node to the middle of what is visible. False where it is not drawn. */
  flyTo(id: string): boolean {
    const at = this.renderer.getNodeDisplayData(id);
    if (at === undefined) return false;
    const camera = this.renderer.getCamera();
    const ratio = Math.min(camera.ratio, this.ratioAround(id, at));
    const shift = this.shift(ratio);
    this.move({ x: at.x + shift.x, y: at.y + shift.y, ratio });
    return true;
  }

  zoom(factor: number): void {
    this.move({ ratio: this.renderer.getCamera().getBoundedRatio(this.renderer.getCamera().ratio / factor) });
  }

  /** By a share of the canvas: 0.2 to the right shows a fifth more of what is there. */
  pan(right: number, down: number): void {
    const { width, height } = this.renderer.getDimensions();
    const to = this.renderer.viewportToFramedGraph({ x: width * (0.5 + right), y: height * (0.5 + down) });
    this.move({ x: to.x, y: to.y });
  }

  /** All of it, in the part of the canvas that nothing covers. */
  fit(): void {
    this.move(this.fitted());
  }

  destroy(): void {
    cancelAnimationFrame(this.frame);
    this.observer.disconnect();
    this.renderer.kill();
  }

  private fitted(): { x: number; y: number; ratio: number; angle: number } {
    const { width, height } = this.renderer.getDimensions();
    const { left, right, bottom } = this.events.covered();
    // Across and down, how much the graph takes at ratio 1, against what is free for it.
    const graph = this.renderer.getGraphDimensions();
    const across = Math.min(width, height * (graph.width / graph.height));
    const down = Math.min(height, width * (graph.height / graph.width));
    const ratio = Math.max(
      1,
      across / Math.max(width * 0.4, width - left - right),
      down / Math.max(height * 0.3, height - bottom),
    );
    const shift = this.shift(ratio);
    return { x: 0.5 + shift.x, y: 0.5 + shift.y, ratio, angle: 0 };
  }

  /** How far the camera stands beside what is to appear in the middle of the free part, in framed units. */
  private shift(ratio: number): Point {
    const { left, right, bottom } = this.events.covered();
    const from = this.renderer.viewportToFramedGraph({ x: 0, y: 0 });
    const to = this.renderer.viewportToFramedGraph({ x: (right - left) / 2, y: bottom / 2 });
    const scale = ratio / this.renderer.getCamera().ratio;
    return { x: scale * (to.x - from.x), y: scale * (to.y - from.y) };
  }

  /** Close enough to read the names around a node, far enough to keep most of its neighbours in sight. */
  private ratioAround(id: string, at: Point): number {
    const count = this.model?.nodes.size ?? 1;
    const close = Math.max(0.04, Math.min(0.55, (24 / Math.max(24, count)) ** 0.5));
    const { width, height } = this.renderer.getDimensions();
    const { left, right, bottom } = this.events.covered();
    const edge = this.renderer.viewportToFramedGraph({ x: 0, y: 0 });
    const opposite = this.renderer.viewportToFramedGraph({ x: width, y: height });
    const zoom = this.renderer.getCamera().ratio;
    // What the free part of the canvas spans at ratio 1, from its middle outwards.
    const halfWidth = ((Math.abs(opposite.x - edge.x) / 2) * Math.max(0.3, (width - left - right) / width)) / zoom;
    const halfHeight = ((Math.abs(opposite.y - edge.y) / 2) * Math.max(0.3, (height - bottom) / height)) / zoom;
    let needed = 0;
    this.renderer.getGraph().forEachNeighbor(id, (other) => {
      const there = this.renderer.getNodeDisplayData(other);
      if (there === undefined) return;
      needed = Math.max(needed, Math.abs(there.x - at.x) / halfWidth, Math.abs(there.y - at.y) / halfHeight);
    });
    return Math.min(1, Math.max(close, Math.min(needed * 1.15, close * 2.2)));
  }

  /** Discs shrink with the screen, or a phone would show nothing but discs. */
  private scale(): number {
    const { width, height } = this.renderer.getDimensions();
    return Math.min(1, Math.max(0.6, Math.min(width, height) / 640));
  }

  private move(state: { x?: number; y?: number; ratio?: number; angle?: number }): void {
    const camera = this.renderer.getCamera();
    if (reducedMotion()) camera.setState(state);
    else void camera.animate(state, { duration: FLY_MS, easing: 'cubicInOut' });
  }

  private applyState(state: ViewState): void {
    const large = this.model !== null && this.model.links.length > DIMMED_LINKS;
    this.glow = large ? state.hovered : null;
    this.state = large ? { ...state, hovered: null } : state;
    this.focus = this.model === null ? null : focusOf(this.model, this.state);
  }

  private edgesAt(node: string | null): string[] {
    const graph = this.renderer.getGraph();
    return node !== null && graph.hasNode(node) ? graph.edges(node) : [];
  }

  private lookOfNode(id: string): Record<string, unknown> {
    const node = this.model?.nodes.get(id);
    return node === undefined ? {} : { ...nodeLook(node, this.state, this.focus, this.theme) };
  }

  private lookOfEdge(index: number): Record<string, unknown> {
    const link = this.model?.links[index];
    if (this.model === null || link === undefined) return {};
    const { nodes, links } = this.model;
    const { groups } = this.state;
    const endsInGroups =
      groups.size === 0 ||
      (groups.has(nodes.get(link.source)?.group ?? null) && groups.has(nodes.get(link.target)?.group ?? null));
    const look = edgeLook(link, endsInGroups, this.state, this.focus, this.theme, links.length);
    if (this.glow === null || look.hidden || (link.source !== this.glow && link.target !== this.glow))
      return { ...look };
    const glowing = { centre: this.glow, nodes: new Set<string>() };
    // Its program stays: only its colour and width may change without sorting edges anew.
    return { ...edgeLook(link, true, this.state, glowing, this.theme, links.length), type: look.type };
  }

  private glide(starts: ReadonlyMap<string, Point>, targets: ReadonlyMap<string, Point>): void {
    const graph = this.renderer.getGraph();
    const began = performance.now();
    const step = (now: number): void => {
      const progress = Math.min(1, (now - began) / 700);
      const eased = 1 - (1 - progress) ** 3;
      graph.updateEachNodeAttributes(
        (id, attributes) => {
          const from = starts.get(id);
          const to = targets.get(id);
          if (from === undefined || to === undefined) return attributes;
          attributes['x'] = from.x + (to.x - from.x) * eased;
          attributes['y'] = from.y + (to.y - from.y) * eased;
          return attributes;
        },
        { attributes: ['x', 'y'] },
      );
      if (progress < 1) this.frame = requestAnimationFrame(step);
    };
    this.frame = requestAnimationFrame(step);
  }
}

const sameView = (a: ViewState, b: ViewState): boolean =>
  a.hovered === b.hovered && a.selected === b.selected && a.hiddenKinds === b.hiddenKinds && a.groups === b.groups;

const showsArrows = (state: ViewState): boolean => state.selected !== null && state.hovered === null;

function graphOf(
  model: GraphModel,
  targets: ReadonlyMap<string, Point>,
  starts: ReadonlyMap<string, Point>,
  scale: number,
): DirectedGraph {
  const graph = new DirectedGraph();
  const count = model.nodes.size;
  for (const node of model.nodes.values()) {
    const at = starts.get(node.id) ?? targets.get(node.id) ?? { x: 0, y: 0 };
    graph.addNode(node.id, { x: at.x, y: at.y, size: nodeSize(node, count) * scale, type: node.kind });
  }
  model.links.forEach((link, index) => {
    if (!graph.hasDirectedEdge(link.source, link.target)) graph.addDirectedEdge(link.source, link.target, { index });
  });
  return graph;
}
