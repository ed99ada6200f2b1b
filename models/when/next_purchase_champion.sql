-- The timing model whose predictions people get.

{{ champion('next_purchase') }}
