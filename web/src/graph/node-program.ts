import { NodeProgram, type NodeProgramType, type ProgramInfo } from 'sigma/rendering';
import type { NodeDisplayData, RenderParams } from 'sigma/types';
import { floatColor } from 'sigma/utils';
import type { Rgb } from './palette.js';

const VERTEX = /* glsl */ `
attribute vec4 a_id;
attribute vec4 a_color;
attribute vec2 a_position;
attribute float a_size;
attribute float a_ring;
attribute float a_angle;
uniform mat3 u_matrix;
uniform float u_sizeRatio;
uniform float u_correctionRatio;
varying vec4 v_color;
varying vec2 v_diff;
varying float v_radius;
varying float v_border;
varying float v_ring;
const float bias = 255.0 / 254.0;
void main() {
  #ifdef PICKING_MODE
  // A fingertip and a shaky hand still hit the smallest page.
  float pixels = max(a_size, 7.0 * u_sizeRatio);
  #else
  float pixels = a_size;
  #endif
  float size = pixels * u_correctionRatio / u_sizeRatio * 4.0;
  vec2 diff = size * vec2(cos(a_angle), sin(a_angle));
  gl_Position = vec4((u_matrix * vec3(a_position + diff, 1)).xy, 0, 1);
  v_diff = diff;
  v_radius = size / 2.0;
  v_border = u_correctionRatio;
  v_ring = a_ring;
  #ifdef PICKING_MODE
  v_color = a_id;
  #else
  v_color = a_color;
  #endif
  v_color.a *= bias;
}`;

/** Pages: a disc, cut out from what lies under it. Databases: a disc within a ring. */
const FRAGMENT = /* glsl */ `
precision highp float;
varying vec4 v_color;
varying vec2 v_diff;
varying float v_radius;
varying float v_border;
varying float v_ring;
uniform float u_correctionRatio;
uniform vec3 u_surface;
void main(void) {
  float border = u_correctionRatio * 2.0;
  float dist = length(v_diff) - v_radius + border;
  #ifdef PICKING_MODE
  if (dist > border) gl_FragColor = vec4(0.0);
  else gl_FragColor = v_color;
  #else
  float edge = 1.0 - smoothstep(0.0, border, dist);
  vec4 surface = vec4(u_surface, 1.0);
  vec4 fill = v_color;
  float depth = v_radius - length(v_diff);
  if (v_ring > 0.5) {
    float ring = v_radius * 0.17 + border * 0.6;
    float gap = ring + v_radius * 0.15 + border * 0.5;
    float inside = smoothstep(gap - border * 0.5, gap + border * 0.5, depth);
    float outside = 1.0 - smoothstep(ring - border * 0.5, ring + border * 0.5, depth);
    fill = mix(surface, v_color, max(inside, outside));
  } else {
    fill = mix(surface, v_color, smoothstep(border * 0.35, border * 1.35, depth));
  }
  gl_FragColor = fill * edge;
  #endif
}`;

const UNIFORMS = ['u_sizeRatio', 'u_correctionRatio', 'u_matrix', 'u_surface'] as const;
const FLOAT = 0x1406;
const UNSIGNED_BYTE = 0x1401;
const TRIANGLES = 4;

/** One program for all nodes; `surface` is asked at every frame, so a theme switch needs no new program. */
export function createNodeProgram(ring: boolean, surface: () => Rgb): NodeProgramType {
  return class extends NodeProgram<(typeof UNIFORMS)[number]> {
    getDefinition() {
      return {
        VERTICES: 3,
        VERTEX_SHADER_SOURCE: VERTEX,
        FRAGMENT_SHADER_SOURCE: FRAGMENT,
        METHOD: TRIANGLES,
        UNIFORMS,
        ATTRIBUTES: [
          { name: 'a_position', size: 2, type: FLOAT },
          { name: 'a_size', size: 1, type: FLOAT },
          { name: 'a_color', size: 4, type: UNSIGNED_BYTE, normalized: true },
          { name: 'a_id', size: 4, type: UNSIGNED_BYTE, normalized: true },
          { name: 'a_ring', size: 1, type: FLOAT },
        ],
        CONSTANT_ATTRIBUTES: [{ name: 'a_angle', size: 1, type: FLOAT }],
        CONSTANT_DATA: [[0], [(2 * Math.PI) / 3], [(4 * Math.PI) / 3]],
      };
    }

    processVisibleItem(nodeIndex: number, startIndex: number, data: NodeDisplayData): void {
      const { array } = this;
      array[startIndex] = data.x;
      array[startIndex + 1] = data.y;
      array[startIndex + 2] = data.size;
      array[startIndex + 3] = floatColor(data.color);
      array[startIndex + 4] = nodeIndex;
      array[startIndex + 5] = ring ? 1 : 0;
    }

    setUniforms(params: RenderParams, { gl, uniformLocations }: ProgramInfo): void {
      const at = uniformLocations as Record<(typeof UNIFORMS)[number], WebGLUniformLocation>;
      const [r, g, b] = surface();
      gl.uniform1f(at.u_correctionRatio, params.correctionRatio);
      gl.uniform1f(at.u_sizeRatio, params.sizeRatio);
      gl.uniformMatrix3fv(at.u_matrix, false, params.matrix);
      gl.uniform3f(at.u_surface, r / 255, g / 255, b / 255);
    }
  };
}
