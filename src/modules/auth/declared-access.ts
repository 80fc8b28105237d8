import { Injectable, type OnModuleInit } from '@nestjs/common';
import { METHOD_METADATA } from '@nestjs/common/constants.js';
import { DiscoveryService, MetadataScanner, Reflector } from '@nestjs/core';
import { ACCESS } from '../../platform/http/access.js';

/** Refuses to boot while any route does not say who may call it: forgetting must not mean allowing, nor a riddle. */
@Injectable()
export class DeclaredAccess implements OnModuleInit {
  constructor(
    private readonly discovery: DiscoveryService,
    private readonly scanner: MetadataScanner,
    private readonly reflector: Reflector,
  ) {}

  onModuleInit(): void {
    const undeclared: string[] = [];
    for (const { metatype } of this.discovery.getControllers()) {
      if (typeof metatype !== 'function') continue;
      const prototype = metatype.prototype as Record<string, unknown>;
      for (const name of this.scanner.getAllMethodNames(prototype)) {
        const handler = prototype[name];
        if (typeof handler !== 'function' || !Reflect.hasMetadata(METHOD_METADATA, handler)) continue;
        if (this.reflector.getAllAndOverride(ACCESS, [handler, metatype]) === undefined) {
          undeclared.push(`${metatype.name}.${name}`);
        }
      }
    }
    if (undeclared.length > 0) throw new Error(`routes without @Access: ${undeclared.join(', ')}`);
  }
}
