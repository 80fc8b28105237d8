import type { Sigma } from 'sigma';
import type { NodeHoverDrawingFunction, NodeLabelDrawingFunction } from 'sigma/rendering';
import { placeLabels, type LabelCandidate } from './labels.js';
import { CANVAS, INK, mix, type Theme } from './palette.js';

const FAMILY =
  'Inter, ui-sans-serif, system-ui, -apple-system, "Segoe UI", "Helvetica Neue", Arial, "Noto Color Emoji", sans-serif';

const LABEL_GAP = 3;

interface Pending extends LabelCandidate {
  font: string;
}

/**
 * Sigma asks for labels one by one in the order of its grid. They are collected, placed by importance once the frame is
 * drawn, and only then painted: so the largest page wins the room, wherever its cell comes in the order.
 */
export class LabelLayer {
  private pending: Pending[] = [];
  private readonly widths = new Map<string, number>();
  theme: Theme = 'light';

  readonly collect: NodeLabelDrawingFunction = (context, data) => {
    if (!data.label) return;
    const picked = data['highlighted'] === true;
    const size = labelSize(data.size);
    const font = `${data.size > 13 ? 600 : 500} ${size}px ${FAMILY}`;
    this.pending.push({
      key: String(data['key']),
      text: data.label,
      font,
      x: data.x,
      y: data.y + data.size + LABEL_GAP,
      disc: data.size,
      gap: LABEL_GAP,
      // The picked node's label is a chip, and takes a chip's room.
      width: this.width(context, data.label, font) + (picked ? 24 : 0),
      height: size * 1.25 + (picked ? 18 : 0),
      priority: data.size + (data['forceLabel'] === true ? 1000 : 0),
      forced: picked,
    });
  };

  /** The pointed-at or picked node: its label as a chip, above everything. */
  readonly drawHover: NodeHoverDrawingFunction = (context, data) => {
    context.save();
    context.beginPath();
    context.arc(data.x, data.y, data.size + 4, 0, Math.PI * 2);
    context.strokeStyle = data.color;
    context.globalAlpha = 0.45;
    context.lineWidth = 3;
    context.stroke();
    context.globalAlpha = 1;
    if (data.label) this.drawChip(context, data.label, data.x, data.y + data.size + 9, labelSize(data.size) + 1);
    context.restore();
  };

  paint(renderer: Sigma): void {
    const context = renderer.getCanvases()['labels']?.getContext('2d');
    const labels = this.pending;
    this.pending = [];
    if (!context || labels.length === 0) return;
    context.save();
    context.textAlign = 'center';
    context.textBaseline = 'top';
    context.lineJoin = 'round';
    context.lineWidth = 3.5;
    context.strokeStyle = `${CANVAS[this.theme]}e0`;
    for (const label of placeLabels(labels)) {
      // Its chip is drawn on the hover layer.
      if (label.forced) continue;
      context.font = label.font;
      context.fillStyle = INK[this.theme];
      context.strokeText(label.text, label.x, label.y);
      context.fillText(label.text, label.x, label.y);
    }
    context.restore();
  }

  private drawChip(context: CanvasRenderingContext2D, text: string, x: number, y: number, size: number): void {
    const dark = this.theme === 'dark';
    context.font = `600 ${size}px ${FAMILY}`;
    const width = context.measureText(text).width + 18;
    const height = size + 12;
    context.beginPath();
    context.roundRect(x - width / 2, y, width, height, 8);
    context.fillStyle = dark ? '#2b2a28' : '#ffffff';
    context.shadowColor = dark ? 'rgba(0,0,0,.5)' : 'rgba(40,36,28,.18)';
    context.shadowBlur = 12;
    context.shadowOffsetY = 3;
    context.fill();
    context.shadowColor = 'transparent';
    context.lineWidth = 1;
    context.strokeStyle = mix(CANVAS[this.theme], INK[this.theme], 0.14);
    context.stroke();
    context.textAlign = 'center';
    context.textBaseline = 'middle';
    context.fillStyle = INK[this.theme];
    context.fillText(text, x, y + height / 2 + 0.5);
  }

  private width(context: CanvasRenderingContext2D, text: string, font: string): number {
    const key = `${font}${text}`;
    let width = this.widths.get(key);
    if (width === undefined) {
      context.font = font;
      width = context.measureText(text).width;
      if (this.widths.size > 5000) this.widths.clear();
      this.widths.set(key, width);
    }
    return width;
  }
}

/** Whole pixels, so that widths can be remembered while the reader zooms. */
const labelSize = (nodeSize: number): number => Math.round(Math.min(15, Math.max(11, 9.5 + nodeSize * 0.28)));
