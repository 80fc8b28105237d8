import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { AppError } from '../../platform/errors/app-error.js';
import { Access, Caller, type Principal } from '../../platform/http/access.js';
import { UsersService } from './users.service.js';

const me = z.object({
  id: z.uuid(),
  email: z.string().nullable(),
  role: z.enum(['user', 'admin']),
  plan: z.enum(['free', '5/month']),
});

@ApiTags('users')
@Controller('me')
export class UsersController {
  constructor(private readonly users: UsersService) {}

  @Get()
  @Access('user')
  @ApiOkResponse({ standardSchema: me })
  async me(@Caller() caller: Principal): Promise<z.infer<typeof me>> {
    const user = await this.users.find(caller.user_id);
    if (!user) throw new AppError('unauthenticated');
    return { id: user._id, email: user.email ?? null, role: user.role, plan: user.plan };
  }
}
