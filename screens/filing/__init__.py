"""Filing: card, notice, form, materials, review and handing in, one screen a step."""
