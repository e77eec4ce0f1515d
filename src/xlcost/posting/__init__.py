"""WHAT FOLLOWS FOR THE BOOKS: account rules, Post Inventory Cost to G/L, inventory periods."""
