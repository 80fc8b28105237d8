/** The style of the standalone file; the policy names its hash, which a test recomputes. */
export const VIEWER_STYLE = `
:root{--back:#fff;--text:#37352f;--soft:#787774;--line:#0002;--panel:#fffe}
@media (prefers-color-scheme:dark){:root{--back:#191919;--text:#e6e6e4;--soft:#9b9b9b;--line:#fff2;--panel:#252525ee}}
html,body{margin:0;height:100%;background:var(--back);color:var(--text);font:14px/1.4 system-ui,sans-serif;overflow:hidden}
canvas{position:fixed;inset:0;width:100%;height:100%;touch-action:none;cursor:grab;outline:0}
#bar{position:fixed;top:12px;left:12px;width:min(300px,calc(100% - 24px))}
#query{box-sizing:border-box;width:100%;padding:8px 10px;border:1px solid var(--line);border-radius:6px;background:var(--panel);color:inherit;font:inherit}
#found{list-style:none;margin:4px 0;padding:0;max-height:50vh;overflow:auto;background:var(--panel);border-radius:6px}
#found button{display:block;width:100%;padding:6px 10px;border:0;background:none;color:inherit;font:inherit;text-align:start;cursor:pointer;overflow:hidden;text-overflow:ellipsis;white-space:nowrap}
#found button:hover,#found button:focus{background:var(--line)}
#stats{margin:4px 2px;color:var(--soft);font-size:12px}
#tip{position:fixed;max-width:280px;padding:4px 8px;border:1px solid var(--line);border-radius:6px;background:var(--panel);pointer-events:none}
`;

/** The viewer: no dependency, no request, no markup made from data. */
export const VIEWER_SCRIPT = `
'use strict';
(() => {
  const data = JSON.parse(document.getElementById('data').textContent);
  const { nodes, links } = data, count = nodes.id.length;
  const canvas = document.getElementById('map'), draw = canvas.getContext('2d');
  const tip = document.getElementById('tip'), query = document.getElementById('query'), found = document.getElementById('found');
  document.getElementById('stats').textContent = count + ' pages, ' + links.source.length + ' links';
  const turn = 2.399963229728653;
  const x = nodes.x.map((v, i) => v ?? 12 * Math.sqrt(i) * Math.cos(i * turn));
  const y = nodes.y.map((v, i) => v ?? 12 * Math.sqrt(i) * Math.sin(i * turn));
  const radius = nodes.degree.map((d) => Math.min(14, 3 + 0.7 * Math.sqrt(d)));
  const near = new Map();
  links.source.forEach((a, e) => { const b = links.target[e]; for (const [p, q] of [[a, b], [b, a]]) { if (!near.has(p)) near.set(p, new Set()); near.get(p).add(q); } });
  const order = nodes.degree.map((_, i) => i).sort((a, b) => nodes.degree[b] - nodes.degree[a]);
  const colour = (i) => nodes.group[i] === null ? '#787774' : 'hsl(' + (nodes.group[i] * 137.5) % 360 + ' 55% 52%)';
  let scale = 1, dx = 0, dy = 0, hover = -1, wide = 0, high = 0, asked = false;
  const label = (i) => (nodes.icon[i] ? nodes.icon[i] + ' ' : '') + (nodes.name[i] || 'Untitled');
  function fit() {
    if (!count) return;
    let l = Infinity, r = -Infinity, t = Infinity, b = -Infinity;
    for (let i = 0; i < count; i++) { l = Math.min(l, x[i]); r = Math.max(r, x[i]); t = Math.min(t, y[i]); b = Math.max(b, y[i]); }
    scale = Math.min(4, wide / (r - l + 80), high / (b - t + 80));
    dx = wide / 2 - scale * (l + r) / 2; dy = high / 2 - scale * (t + b) / 2;
  }
  function size() {
    const first = !wide, ratio = devicePixelRatio || 1;
    wide = innerWidth; high = innerHeight; canvas.width = wide * ratio; canvas.height = high * ratio;
    if (first) fit();
    paint();
  }
  function paint() { if (!asked) { asked = true; requestAnimationFrame(frame); } }
  function frame() {
    asked = false;
    const ratio = devicePixelRatio || 1, dark = matchMedia('(prefers-color-scheme: dark)').matches;
    draw.setTransform(ratio, 0, 0, ratio, 0, 0); draw.clearRect(0, 0, wide, high);
    draw.setTransform(ratio * scale, 0, 0, ratio * scale, ratio * dx, ratio * dy);
    const lit = hover < 0 ? null : near.get(hover) || new Set();
    draw.lineWidth = 0.8 / scale; draw.strokeStyle = dark ? '#fff' : '#000';
    draw.globalAlpha = lit ? 0.04 : links.source.length > 5000 ? 0.06 : 0.16;
    draw.beginPath();
    for (let e = 0; e < links.source.length; e++) { const a = links.source[e], b = links.target[e]; draw.moveTo(x[a], y[a]); draw.lineTo(x[b], y[b]); }
    draw.stroke();
    if (lit) {
      draw.globalAlpha = 0.8; draw.strokeStyle = colour(hover); draw.lineWidth = 1.4 / scale; draw.beginPath();
      for (const b of lit) { draw.moveTo(x[hover], y[hover]); draw.lineTo(x[b], y[b]); }
      draw.stroke();
    }
    for (let i = 0; i < count; i++) {
      const sx = x[i] * scale + dx, sy = y[i] * scale + dy;
      if (sx < -20 || sy < -20 || sx > wide + 20 || sy > high + 20) continue;
      draw.globalAlpha = !lit || i === hover || lit.has(i) ? 1 : 0.15; draw.fillStyle = colour(i);
      draw.beginPath();
      if (nodes.kind[i]) draw.rect(x[i] - radius[i], y[i] - radius[i], 2 * radius[i], 2 * radius[i]);
      else draw.arc(x[i], y[i], radius[i], 0, 7);
      draw.fill();
    }
    draw.setTransform(ratio, 0, 0, ratio, 0, 0); draw.font = '12px system-ui,sans-serif'; draw.textAlign = 'center';
    draw.fillStyle = dark ? '#e6e6e4' : '#37352f'; draw.strokeStyle = dark ? '#191919' : '#fff'; draw.lineWidth = 3; draw.lineJoin = 'round';
    const used = new Set(); let shown = 0;
    for (const i of lit ? [hover, ...order.filter((j) => lit.has(j))] : order) {
      if (shown >= wide * high / 40000) break;
      const sx = x[i] * scale + dx, sy = y[i] * scale + dy + radius[i] * scale + 13;
      if (sx < 0 || sy < 0 || sx > wide || sy > high) continue;
      const text = label(i).slice(0, 32), cells = [], half = draw.measureText(text).width / 2 + 4;
      for (let c = Math.floor((sx - half) / 16); c <= (sx + half) / 16; c++) cells.push(c + ',' + Math.floor(sy / 16), c + ',' + Math.floor(sy / 16 - 0.6));
      if (cells.some((c) => used.has(c))) continue;
      cells.forEach((c) => used.add(c)); shown++;
      draw.globalAlpha = 0.9; draw.strokeText(text, sx, sy); draw.globalAlpha = 1; draw.fillText(text, sx, sy);
    }
  }
  function at(px, py) {
    let best = -1, least = Infinity;
    for (let i = 0; i < count; i++) {
      const d = Math.hypot(x[i] * scale + dx - px, y[i] * scale + dy - py) - Math.max(4, radius[i] * scale);
      if (d < 3 && d < least) { least = d; best = i; }
    }
    return best;
  }
  function open(i) {
    let url; try { url = new URL(nodes.url[i]); } catch { return; }
    if (url.protocol === 'https:' || url.protocol === 'http:') window.open(url.href, '_blank', 'noopener,noreferrer');
  }
  function zoom(px, py, by) {
    const next = Math.min(40, Math.max(0.002, scale * by));
    dx = px - (px - dx) * next / scale; dy = py - (py - dy) * next / scale; scale = next; paint();
  }
  function go(i) { scale = Math.max(scale, 1.5); dx = wide / 2 - x[i] * scale; dy = high / 2 - y[i] * scale; hover = i; paint(); }
  const fingers = new Map(); let moved = 0;
  canvas.addEventListener('pointerdown', (e) => { canvas.setPointerCapture(e.pointerId); fingers.set(e.pointerId, [e.clientX, e.clientY]); if (fingers.size === 1) moved = 0; });
  canvas.addEventListener('pointermove', (e) => {
    const last = fingers.get(e.pointerId);
    if (!last) {
      const over = at(e.clientX, e.clientY);
      if (over !== hover) { hover = over; paint(); }
      tip.hidden = over < 0; canvas.style.cursor = over < 0 ? 'grab' : 'pointer';
      if (over >= 0) { tip.textContent = label(over) + ' · ' + nodes.degree[over] + ' links'; tip.style.left = Math.min(e.clientX + 14, wide - 290) + 'px'; tip.style.top = e.clientY + 14 + 'px'; }
      return;
    }
    const other = [...fingers].find(([id]) => id !== e.pointerId);
    moved += Math.hypot(e.clientX - last[0], e.clientY - last[1]);
    if (other) {
      const [ox, oy] = other[1];
      zoom((e.clientX + ox) / 2, (e.clientY + oy) / 2, Math.hypot(e.clientX - ox, e.clientY - oy) / Math.max(1, Math.hypot(last[0] - ox, last[1] - oy)));
    } else { dx += e.clientX - last[0]; dy += e.clientY - last[1]; tip.hidden = true; paint(); }
    fingers.set(e.pointerId, [e.clientX, e.clientY]);
  });
  canvas.addEventListener('pointerup', (e) => {
    const single = fingers.size === 1; fingers.delete(e.pointerId);
    if (single && moved < 5) { const i = at(e.clientX, e.clientY); if (i >= 0) open(i); }
  });
  canvas.addEventListener('pointercancel', (e) => fingers.delete(e.pointerId));
  canvas.addEventListener('wheel', (e) => { e.preventDefault(); zoom(e.clientX, e.clientY, Math.exp(-e.deltaY * (e.deltaMode ? 0.05 : 0.002))); }, { passive: false });
  canvas.addEventListener('dblclick', () => { fit(); paint(); });
  addEventListener('keydown', (e) => {
    if (e.target === query) { if (e.key === 'Escape') { query.value = ''; list(); canvas.focus(); } return; }
    const step = { ArrowLeft: [60, 0], ArrowRight: [-60, 0], ArrowUp: [0, 60], ArrowDown: [0, -60] }[e.key];
    if (step) { dx += step[0]; dy += step[1]; paint(); }
    else if (e.key === '+' || e.key === '=') zoom(wide / 2, high / 2, 1.3);
    else if (e.key === '-') zoom(wide / 2, high / 2, 1 / 1.3);
    else if (e.key === '0') { fit(); paint(); }
    else if (e.key === '/') { e.preventDefault(); query.focus(); }
  });
  const fold = (text) => text.normalize('NFKD').replace(/[\\u0300-\\u036f]/g, '').toLowerCase();
  const titles = nodes.name.map(fold);
  function list() {
    const wanted = fold(query.value.trim()); found.textContent = '';
    if (!wanted) return;
    const hits = order.filter((i) => titles[i].includes(wanted)).slice(0, 20);
    hits.sort((a, b) => titles[b].startsWith(wanted) - titles[a].startsWith(wanted));
    for (const i of hits) {
      const row = document.createElement('li'), button = document.createElement('button');
      button.textContent = label(i); button.dir = 'auto'; button.addEventListener('click', () => go(i)); row.append(button); found.append(row);
    }
  }
  query.addEventListener('input', list);
  query.addEventListener('keydown', (e) => { if (e.key === 'Enter' && found.firstChild) found.firstChild.firstChild.click(); });
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', paint);
  addEventListener('resize', size); size();
})();
`;

/** Base64 SHA-256 of the two texts above. */
export const VIEWER_SCRIPT_SHA256 = '1Brz7bM11XM53379tc4FlY5U1yW5eTnuLXf216BtyiQ=';
export const VIEWER_STYLE_SHA256 = 'Gy0JSaGvVPVRrzySB2zUcLHGUZgmBmAsvygsq0TK6Ew=';
